// Draws [data-chart] from the JSON of that id, in the page's colours, again when theme or width change. Every
// chart has a table beside it; whoever has no canvas, or no wish for one, loses nothing.
const plain = (ink) => ({ axisLabel: { color: ink.quiet }, splitLine: { lineStyle: { color: ink.line } } });

const KINDS = {
  boxes: ({ names, boxes }, ink) => ({
    xAxis: { type: "value", min: 0, max: 100, ...plain(ink) },
    yAxis: { type: "category", inverse: true, data: names, axisLabel: { color: ink.text, width: 150, overflow: "truncate" } },
    grid: { left: 170, right: 24, top: 8, bottom: 28 },
    series: [{ type: "boxplot", data: boxes, itemStyle: { color: "transparent", borderColor: ink.accent, borderWidth: 2 } }],
  }),
  whiskers: ({ rows }, ink) => spans(rows.map((r) => [`${r.expert} · ${r.domain}`, r.low, r.leniency, r.high]), ink, {}),
  intervals: ({ rows }, ink) => spans(rows.map((r) => [r.name, r.low, r.rank, r.high]), ink, { min: 1 }),
  ranks: ({ versions, series }, ink) => ({
    xAxis: { type: "category", data: versions, axisLabel: { color: ink.quiet } },
    yAxis: { type: "value", inverse: true, min: 1, minInterval: 1, axisLabel: { color: ink.quiet }, splitLine: { lineStyle: { color: ink.line } } },
    grid: { left: 40, right: 90, top: 16, bottom: 28 },
    series: series.map(({ name, ranks }) => ({
      name, type: "line", data: ranks, symbolSize: 5, connectNulls: false,
      endLabel: { show: true, formatter: "{a}", color: ink.text }, emphasis: { focus: "series" },
    })),
  }),
};

// One line a row: a span from low to high and the value on it.
const spans = (rows, ink, axis) => ({
  xAxis: { type: "value", scale: true, ...axis, ...plain(ink) },
  yAxis: { type: "category", inverse: true, data: rows.map(([name]) => name), axisLabel: { color: ink.text, width: 130, overflow: "truncate" } },
  grid: { left: 150, right: 24, top: 8, bottom: 28 },
  dataZoom: rows.length > 24 ? [{ type: "inside", yAxisIndex: 0, startValue: 0, endValue: 23 }, { type: "slider", yAxisIndex: 0, startValue: 0, endValue: 23, width: 14 }] : [],
  series: [
    { type: "custom", data: rows.map(([, low, , high], at) => [low, high, at]), encode: { x: [0, 1], y: 2 },
      renderItem: (_, api) => {
        const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
        return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: ink.quiet, lineWidth: 3 } };
      } },
    { type: "scatter", symbolSize: 8, itemStyle: { color: ink.accent }, data: rows.map(([, , value], at) => [value, at]) },
  ],
});

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

const ink = () => ({
  text: resolved("--tblr-body-color"), quiet: resolved("--tblr-secondary"),
  line: resolved("--tblr-border-color"), accent: resolved("--tblr-primary"),
});

for (const place of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const draw = () => chart.setOption({
    textStyle: { fontFamily: font },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { trigger: "item", renderMode: "richText" },
    ...KINDS[data.kind](data, ink()),
  }, true);
  // A canvas does not ask for the parts of a font that it lacks: ask for them with the text that is to be drawn.
  document.fonts.load(`12px ${font}`, JSON.stringify(data)).then(draw, draw);
  new ResizeObserver(() => chart.resize()).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
}
