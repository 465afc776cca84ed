// Draws [data-chart] from the JSON of that id, in the page's colours, again when theme or width change. Every
// chart has a table beside it; whoever has no canvas, or no wish for one, loses nothing.
const KINDS = {
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

const ink = () => {
  const style = getComputedStyle(document.body);
  const colour = (name) => style.getPropertyValue(name).trim();
  return { text: colour("--tblr-body-color"), quiet: colour("--tblr-secondary"), line: colour("--tblr-border-color") };
};

for (const place of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const draw = () => chart.setOption({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { trigger: "item", renderMode: "richText" },
    ...KINDS[data.kind](data, ink()),
  }, true);
  draw();
  new ResizeObserver(() => chart.resize()).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
}
