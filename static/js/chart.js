// Draws [data-chart] from the JSON of that id, in the page's colours, again when theme or width change. Every
// chart has a table beside it; whoever has no canvas, or no wish for one, loses nothing. What the kinds look like
// is in chart-kinds.js. With [data-chart-readout] of the same id, the arrow keys walk through the chart.

// Colours as numbers: what a stylesheet may say, such as mixes of others, a canvas library need not understand.
const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

const resolved = (name) => {
  const place = document.createElement("i");
  place.style.color = `var(${name})`;
  document.body.append(place);
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = getComputedStyle(place).color;
  place.remove();
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = probe.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
};

const TONES = ["green", "blue", "yellow", "orange", "red", "secondary"];

const ink = (font) => ({
  font,
  text: resolved("--tblr-body-color"), quiet: resolved("--tblr-secondary"),
  line: resolved("--tblr-border-color"), accent: resolved("--tblr-primary"),
  onAccent: resolved("--tblr-primary-fg"), onTone: "rgba(255, 255, 255, 1)",
  tones: Object.fromEntries(TONES.map((name) => [name, resolved(`--tblr-${name}`)])),
});

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const walkable = (place, chart, items) => {
  const readout = document.querySelector(`[data-chart-readout="${place.dataset.chart}"]`);
  if (!readout || !items.length) return;
  let at = -1;
  const mark = (type) => at >= 0 && chart.dispatchAction({ type, seriesIndex: items[at][0], dataIndex: items[at][1] });
  const leave = () => {
    mark("downplay");
    chart.dispatchAction({ type: "hideTip" });
  };
  const go = (next) => {
    leave();
    at = (next + items.length) % items.length;
    mark("highlight");
    mark("showTip");
    readout.textContent = items[at][2];
  };
  place.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (event.key === "Escape") return leave();
    if (event.key !== "Home" && event.key !== "End" && !step) return undefined;
    event.preventDefault();
    if (step) return go(at < 0 && step < 0 ? items.length - 1 : at + step);
    return go(event.key === "Home" ? 0 : items.length - 1);
  });
  place.addEventListener("blur", leave);
  chart.on("click", ({ seriesIndex, dataIndex }) => {
    const found = items.findIndex(([series, item]) => series === seriesIndex && item === dataIndex);
    if (found >= 0) go(found);
  });
};

const hint = (items) => {
  const words = new Map(items.map(([series, item, text]) => [`${series}-${item}`, text]));
  return ({ seriesIndex, dataIndex }) => words.get(`${seriesIndex}-${dataIndex}`) || "";
};

for (const place of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const items = chartKinds.items(data);
  const font = getComputedStyle(document.body).fontFamily;
  const fit = () => {
    const height = chartKinds.height(data, place.clientWidth);
    if (height) place.style.height = `${Math.ceil(height)}px`;
  };
  fit();
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const draw = () => chart.setOption({
    textStyle: { fontFamily: font },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { trigger: "item", renderMode: "richText", confine: true, ...(items.length ? { formatter: hint(items) } : {}) },
    ...chartKinds.draw[data.kind](data, ink(font), place.clientWidth),
  }, true);
  // A canvas does not ask for the parts of a font that it lacks: ask for them with the text that is to be drawn.
  document.fonts.load(`12px ${font}`, JSON.stringify(data)).then(draw, draw);
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    fit();
    chart.resize();
    draw();
  }).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  walkable(place, chart, items);
}
