// Draws figures as SVG, with the functions that draw them on a page: JSON in from standard input, JSON out.
// In: { echarts, kinds: paths; font; drawings: [{ data, width }] }. Out: [{ svg, width, height }].
"use strict";
const fs = require("fs");
const vm = require("vm");

// For print, on white.
const INK = {
  text: "rgba(29, 39, 51, 1)", quiet: "rgba(84, 96, 112, 1)", line: "rgba(205, 212, 220, 1)",
  accent: "rgba(11, 107, 73, 1)", onAccent: "rgba(255, 255, 255, 1)", onTone: "rgba(255, 255, 255, 1)",
  tones: {
    green: "rgba(25, 122, 75, 1)", blue: "rgba(24, 100, 171, 1)", yellow: "rgba(156, 101, 0, 1)",
    orange: "rgba(194, 84, 10, 1)", red: "rgba(176, 42, 42, 1)", secondary: "rgba(106, 117, 130, 1)",
  },
};

// The same drawing has the same bytes, whatever was drawn before it: no counters, nothing for a pointer.
const clean = (svg) => svg
  .replace(/<style[^>]*>[\s\S]*?<\/style>/g, "").replace(/<defs[^>]*>\s*<\/defs>\n?/g, "")
  .replace(/ class="zr\d+-cls-\d+"/g, "").replace(/ pointer-events="[^"]*"/g, "")
  .replace(/\bzr\d+-/g, "zr-").replace(/ dominant-baseline="central"/g, ' dy="0.35em"');

const draw = (echarts, kinds, font) => ({ data, width }) => {
  const height = Math.ceil(kinds.height(data, width) || 360);
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ ...kinds.draw[data.kind](data, { ...INK, font }, width), animation: false, textStyle: { fontFamily: font } });
  const svg = clean(chart.renderToSVGString());
  chart.dispose();
  return { svg, width, height };
};

const { echarts: library, kinds: source, font, drawings } = JSON.parse(fs.readFileSync(0, "utf8"));
const context = vm.createContext({ console, setTimeout, clearTimeout });
vm.runInContext(fs.readFileSync(library, "utf8"), context);
const kinds = vm.runInContext(`${fs.readFileSync(source, "utf8")}; chartKinds`, context);
process.stdout.write(JSON.stringify(drawings.map(draw(context.echarts, kinds, font))), () => process.exit(0));
