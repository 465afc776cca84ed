// What each kind of chart looks like: (data, ink, width) → an option of ECharts. The page draws it on a canvas, the
// server as SVG for documents (reports/figures/draw.cjs): one function, so the same numbers.
// Nothing here touches the page.
const chartKinds = (() => {
  const NARROW = 560;
  const plain = (ink) => ({ axisLabel: { color: ink.quiet }, splitLine: { lineStyle: { color: ink.line } } });
  const faded = (colour, alpha) => colour.replace(/[\d.]+\)$/, `${alpha})`);
  const tone = (ink, name) => ink.tones[name] || ink.accent;

  // A Chinese character is as wide as it is high, others about half of that.
  const textWidth = (text, size) => [...text].reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e80 ? size : size * 0.56), 0);

  // Pieces to lines of at most `width`. A piece is never cut in two, and no line begins with what closes or parts.
  const CLOSES = /^[）)、，,。；;：:》”]/;
  const joined = (pieces, width, size) => {
    const lines = [""];
    for (const piece of pieces) {
      const line = lines[lines.length - 1];
      if (line && !CLOSES.test(piece) && textWidth((line + piece).trimEnd(), size) > width) lines.push(piece);
      else lines[lines.length - 1] = line + piece;
    }
    return lines.map((line) => line.trim());
  };
  // A Chinese text may break anywhere, others between words.
  const wrap = (text, width, size) => joined(text.match(/[\u2e80-\uffef]|[^\u2e80-\uffef\s]+\s*/gu) || [], width, size);
  const wrapNames = (names, separator, width, size) => joined(names.map((name, at) => name + (at < names.length - 1 ? separator : "")), width, size);

  const box = (x, y, width, height, fill, stroke, r = 4) => ({
    type: "rect", shape: { x, y, width, height, r }, style: { fill, stroke, lineWidth: stroke ? 1.5 : 0 },
  });
  const writer = (ink) => (text, x, y, fill, options = {}) => ({
    type: "text", silent: true,
    style: { text, x, y, fill, fontFamily: ink.font, fontSize: 13, lineHeight: 19, verticalAlign: "middle", ...options },
  });

  // One item of a drawing of our own: renderItem gets no more than its place in the data.
  const drawn = (count, renderItem, extra = {}) => ({
    series: [{ type: "custom", coordinateSystem: "none", data: Array.from({ length: count }, (_, at) => [at]), renderItem, ...extra }],
  });

  // Figures 1–4: a root, its classes, and the names of their cities.
  const classLayout = ({ groups, separator }, width) => {
    const narrow = width < NARROW;
    const [classX, classWidth] = narrow ? [26, width - 34] : [158, Math.min(190, width * 0.27)];
    const namesX = narrow ? classX : classX + classWidth + 18;
    const size = 13;
    let y = narrow ? 56 : 8;
    const rows = groups.map((group) => {
      const label = wrap(group.name, classWidth - 20, size);
      const names = wrapNames(group.cities, separator, width - namesX - 10, size);
      const head = label.length * 19 + 33;
      const body = names.length * 19 + 8;
      const height = narrow ? head + body + 6 : Math.max(head, body);
      const row = { y, label, names, head, body, height };
      y += height + 14;
      return row;
    });
    return { narrow, classX, classWidth, namesX, rows, height: y };
  };

  const classes = (data, ink, width) => {
    const words = writer(ink);
    const layout = classLayout(data, width);
    const middle = layout.rows.length ? (layout.rows[0].y + layout.rows.at(-1).y + layout.rows.at(-1).height) / 2 : 40;
    const rootLines = wrap(data.root, 96, 13);
    const rootHeight = rootLines.length * 19 + 16;
    return drawn(data.groups.length, ({ dataIndexInside: at }) => {
      const { y, label, names, head, body, height } = layout.rows[at];
      const group = data.groups[at];
      const colour = group.issued ? ink.accent : ink.tones.yellow;
      const centre = layout.narrow ? y + head / 2 : y + height / 2;
      const top = layout.narrow ? y : centre - head / 2;
      const children = [
        box(layout.classX, top, layout.classWidth, head, faded(colour, 0.12), colour),
        words(label.join("\n"), layout.classX + layout.classWidth / 2, top + (head - 23) / 2, ink.text, { align: "center" }),
        words(`${group.count} ${data.unit}`, layout.classX + layout.classWidth / 2, top + head - 16, group.issued ? colour : ink.text, { align: "center", fontWeight: "bold", fontSize: 15 }),
        words(names.join("\n"), layout.namesX, layout.narrow ? top + head + 5 + body / 2 : centre, ink.text),
      ];
      if (layout.narrow) {
        children.push({ type: "polyline", silent: true, shape: { points: [[12, 44], [12, centre], [layout.classX, centre]] }, style: { stroke: ink.line, lineWidth: 1.5, fill: null } });
      } else {
        children.push({ type: "bezierCurve", silent: true, shape: { x1: 118, y1: middle, x2: layout.classX, y2: centre, cpx1: 140, cpy1: middle, cpx2: 136, cpy2: centre }, style: { stroke: ink.line, lineWidth: 1.5, fill: null } });
        children.push({ type: "line", silent: true, shape: { x1: layout.classX + layout.classWidth, y1: centre, x2: layout.namesX - 6, y2: centre }, style: { stroke: ink.line, lineWidth: 1.5 } });
      }
      if (at === 0) {
        const place = layout.narrow ? [4, 4, width - 12, 36] : [8, middle - rootHeight / 2, 110, rootHeight];
        children.push(box(...place, ink.accent, null));
        children.push(words(layout.narrow ? data.root : rootLines.join("\n"), place[0] + place[2] / 2, place[1] + place[3] / 2, ink.onAccent, { align: "center", fontWeight: "bold" }));
      }
      return { type: "group", children };
    });
  };

  // Figure 6: two overlapping circles with three percentages, and what lies outside both.
  const venn = ({ sets, unit }, ink, width) => {
    const words = writer(ink);
    const r = Math.min(104, width / 3.9);
    const [cx, cy] = [width / 2, r + 62];
    const [left, right] = [cx - r * 0.58, cx + r * 0.58];
    const share = (set, x, y, size) => [
      words(`${set.percent} %`, x, y, ink.text, { align: "center", fontSize: size, fontWeight: "bold" }),
      words(`${set.count} ${unit}`, x, y + 22, ink.quiet, { align: "center", fontSize: 12 }),
    ];
    const title = (set, x, y, options) => words(set.name, x, y, ink.text, { align: "center", width: width / 2 - 12, overflow: "break", ...options });
    const circle = (x, colour) => ({ type: "circle", shape: { cx: x, cy, r }, style: { fill: faded(colour, 0.22), stroke: colour, lineWidth: 2 } });
    const colours = [ink.accent, ink.tones.blue];
    return drawn(sets.length, ({ dataIndexInside: at }) => {
      const set = sets[at];
      if (at < 2) {
        const x = at ? right : left;
        return { type: "group", children: [circle(x, colours[at]), title(set, at ? Math.min(width * 0.75, right + r * 0.5) : Math.max(width * 0.25, left - r * 0.5), 26, { fontWeight: "bold" }), ...share(set, x + (at ? r * 0.45 : -r * 0.45), cy - 10, 20)] };
      }
      if (at === 2) return { type: "group", children: [...share(set, cx, cy - 10, 18)] };
      const place = at === 3 ? width * 0.25 : width * 0.75;
      return { type: "group", children: [title(set, place, cy + r + 28), ...share(set, place, cy + r + 54, 16)] };
    });
  };

  // Inventory years: a point for each city and year.
  const dots = ({ columns, rows, points, runs }, ink, width) => ({
    grid: { left: width < NARROW ? 84 : 132, right: 40, top: 30, bottom: 12 },
    xAxis: { type: "category", data: columns, position: "top", axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: ink.quiet, hideOverlap: true }, splitLine: { show: true, lineStyle: { color: ink.line, opacity: 0.5 } } },
    yAxis: { type: "category", data: rows, inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: ink.text, fontSize: 11, interval: 0, width: width < NARROW ? 76 : 124, overflow: "truncate" } },
    series: [
      { type: "scatter", symbol: "circle", symbolSize: 9, itemStyle: { color: ink.accent }, data: points },
      { type: "scatter", silent: true, symbolSize: 0, data: columns.length ? rows.map((_, at) => [columns.length - 1, at]) : [],
        label: { show: true, position: "right", distance: 14, color: ink.quiet, fontSize: 11, formatter: ({ dataIndex }) => String(runs[dataIndex]) } },
    ],
  });

  // The spread of rates: lowest, quarters, highest, and the mean where there is one.
  const boxes = ({ names, boxes: fives, means, mean_word: word }, ink, width) => ({
    legend: means ? { top: 0, right: 8, textStyle: { color: ink.quiet }, data: [word] } : undefined,
    xAxis: { type: "value", min: 0, max: 100, ...plain(ink) },
    yAxis: { type: "category", inverse: true, data: names, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: ink.text, width: width < NARROW ? 90 : 170, overflow: "truncate" } },
    grid: { left: width < NARROW ? 104 : 186, right: 24, top: means ? 30 : 8, bottom: 28 },
    series: [
      { type: "boxplot", data: fives, boxWidth: [10, 22], itemStyle: { color: faded(ink.accent, 0.14), borderColor: ink.accent, borderWidth: 1.5 } },
      ...(means ? [{ name: word, type: "scatter", symbol: "diamond", symbolSize: 11, itemStyle: { color: ink.tones.orange }, data: means.map((mean, at) => [mean, at]) }] : []),
    ],
  });

  const histogram = ({ names, counts, axis, unit }, ink) => ({
    grid: { left: 44, right: 16, top: 34, bottom: 48 },
    xAxis: { type: "category", data: names, name: axis, nameLocation: "middle", nameGap: 30, nameTextStyle: { color: ink.quiet }, axisLabel: { color: ink.quiet, hideOverlap: true }, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false } },
    yAxis: { type: "value", name: unit, minInterval: 1, nameTextStyle: { color: ink.quiet }, ...plain(ink) },
    series: [{ type: "bar", data: counts, barCategoryGap: "6%", itemStyle: { color: ink.accent, borderRadius: [3, 3, 0, 0] }, label: { show: true, position: "top", color: ink.text } }],
  });

  const stacked = ({ names, series }, ink, width) => ({
    legend: { top: 0, left: "center", textStyle: { color: ink.text }, itemWidth: 14, itemHeight: 10 },
    grid: { left: width < NARROW ? 84 : 110, right: 24, top: 44, bottom: 28 },
    xAxis: { type: "value", minInterval: 1, ...plain(ink) },
    yAxis: { type: "category", inverse: true, data: names, axisLabel: { color: ink.text }, axisLine: { show: false }, axisTick: { show: false } },
    series: series.map(({ name, values, tone: colour }) => ({
      name, type: "bar", stack: "all", barMaxWidth: 34, data: values, itemStyle: { color: tone(ink, colour) },
      label: { show: true, color: ink.onTone, fontWeight: "bold", formatter: ({ value }) => (value ? String(value) : "") },
    })),
  });

  // One tile for each province, where it lies towards the others.
  const tiles = ({ tiles: its, with_list: withList }, ink, width) => {
    const words = writer(ink);
    const side = Math.min(46, (width - 8) / 10);
    const left = (width - side * 10) / 2;
    const most = Math.max(1, ...its.map((tile) => tile[2]));
    return drawn(its.length, ({ dataIndexInside: at }) => {
      const [column, row, count, short, , listed] = its[at];
      const [x, y] = [left + column * side, 4 + row * side];
      const strong = count > most * 0.55;
      const fill = count ? faded(ink.accent, 0.18 + (0.82 * count) / most) : faded(ink.quiet, 0.1);
      const colour = strong ? ink.onAccent : count ? ink.text : ink.quiet;
      const text = count ? `${short}\n${withList ? `${listed}/${count}` : count}` : short;
      return { type: "group", children: [
        box(x + 1.5, y + 1.5, side - 3, side - 3, fill, null, 5),
        words(text, x + side / 2, y + side / 2, colour, { align: "center", fontSize: side < 38 ? 11 : 13, lineHeight: side < 38 ? 13 : 17 }),
      ] };
    });
  };

  // Means of groups: the stronger the colour, the higher the rate.
  const matrix = ({ columns, short, rows, cells }, ink, width) => {
    const values = cells.map(([, , value]) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const strength = (value) => (high > low ? (value - low) / (high - low) : 0.5);
    return {
      grid: { left: width < NARROW ? 104 : 160, right: 12, top: width < NARROW ? 26 : 44, bottom: 8 },
      xAxis: { type: "category", data: width < NARROW ? short : columns, position: "top", axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: ink.text, interval: 0, width: (width - 180) / Math.max(1, columns.length), overflow: "break", fontSize: 11 } },
      yAxis: { type: "category", data: rows, inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: ink.text, interval: 0, fontSize: 11, width: width < NARROW ? 96 : 152, overflow: "truncate" } },
      series: [{
        type: "custom", data: cells, encode: { x: 0, y: 1 },
        renderItem: (_, api) => {
          const [x, y] = api.coord([api.value(0), api.value(1)]);
          const [wide, high_] = api.size([1, 1]);
          const share = strength(api.value(2));
          return { type: "group", children: [
            box(x - wide / 2 + 1, y - high_ / 2 + 1, wide - 2, high_ - 2, faded(ink.accent, 0.1 + 0.8 * share), null, 2),
            writer(ink)(api.value(2).toFixed(1), x, y, share > 0.55 ? ink.onAccent : ink.text, { align: "center", fontSize: 11 }),
          ] };
        },
      }],
    };
  };

  const radar = ({ names, series }, ink, width) => ({
    legend: { bottom: 0, textStyle: { color: ink.text }, itemWidth: 18, itemHeight: 8 },
    radar: {
      indicator: names.map((name) => ({ name, max: 100 })), radius: width < NARROW ? "54%" : "68%", center: ["50%", "47%"],
      axisName: { color: ink.text, width: width < NARROW ? 84 : 150, overflow: "break" }, splitArea: { show: false },
      splitLine: { lineStyle: { color: ink.line } }, axisLine: { lineStyle: { color: ink.line } },
    },
    color: [ink.accent, ink.tones.blue, ink.tones.orange],
    series: [{
      type: "radar", symbolSize: 6,
      data: series.map(({ name, values }, at) => ({
        name, value: values, lineStyle: { width: at ? 1.5 : 3, type: at ? "dashed" : "solid" }, areaStyle: at ? undefined : { opacity: 0.15 },
      })),
    }],
  });

  const whiskers = ({ rows }, ink) => spans(rows.map((r) => [`${r.expert} · ${r.domain}`, r.low, r.leniency, r.high]), ink, {});
  const intervals = ({ rows }, ink) => spans(rows.map((r) => [r.name, r.low, r.rank, r.high]), ink, { min: 1 });

  const ranks = ({ versions, series }, ink) => ({
    xAxis: { type: "category", data: versions, axisLabel: { color: ink.quiet } },
    yAxis: { type: "value", inverse: true, min: 1, minInterval: 1, axisLabel: { color: ink.quiet }, splitLine: { lineStyle: { color: ink.line } } },
    grid: { left: 40, right: 90, top: 16, bottom: 28 },
    series: series.map(({ name, ranks: line }) => ({
      name, type: "line", data: line, symbolSize: 5, connectNulls: false,
      endLabel: { show: true, formatter: "{a}", color: ink.text }, emphasis: { focus: "series" },
    })),
  });

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

  // How high a chart must be for its width; others have a height of their own on the page.
  const heights = {
    classes: (data, width) => classLayout(data, width).height,
    venn: (_, width) => Math.min(104, width / 3.9) * 2 + 162,
    dots: ({ rows }) => 46 + 17 * Math.max(3, rows.length),
    boxes: ({ names, means }) => (means ? 66 + 44 * Math.max(1, names.length) : 0),
    histogram: () => 320,
    matrix: ({ rows }) => 56 + 22 * Math.max(1, rows.length),
    stacked: ({ names }) => 80 + 50 * names.length,
    tiles: (_, width) => Math.min(46, (width - 8) / 10) * 10 + 8,
    radar: () => 380,
  };

  // What can be walked through with the arrow keys and shown beside the pointer: series, place in it, words.
  const items = {
    classes: ({ groups, unit }) => groups.map((g, at) => [0, at, `${g.name}: ${g.count} ${unit}`]),
    venn: ({ sets, unit }) => sets.map((s, at) => [0, at, `${s.name}: ${s.percent} % · ${s.count} ${unit}`]),
    dots: ({ rows, columns, points, runs, run_word: word }) => points.map(([x, y], at) => [0, at, `${rows[y]} · ${columns[x]} · ${runs[y]} ${word}`]),
    boxes: ({ names, boxes: fives, means, mean_word: mean, words: heads }) => [
      ...fives.map((five, at) => [0, at, `${names[at]}: ${five.map((value, i) => `${heads ? `${heads[i]} ` : ""}${value} %`).join(" · ")}`]),
      ...(means || []).map((value, at) => [1, at, `${names[at]}: ${mean} ${value} %`]),
    ],
    histogram: ({ names, counts, unit }) => names.map((name, at) => [0, at, `${name}: ${counts[at]} ${unit}`]),
    stacked: ({ names, series, unit }) => names.flatMap((name, at) => series.map((s, which) => [which, at, `${name} · ${s.name}: ${s.values[at]} ${unit}`])),
    tiles: ({ tiles: its, words: [pilots, listed], with_list: withList }) => its.map(([, , count, , name, on], at) => [0, at, `${name}: ${pilots} ${count}${withList ? ` · ${listed} ${on}` : ""}`]),
    matrix: ({ columns, rows, cells }) => cells.map(([x, y, value], at) => [0, at, `${rows[y]} · ${columns[x]}: ${value} %`]),
    radar: ({ names, series }) => series.map((s, at) => [0, at, `${s.name}: ${names.map((name, i) => `${name} ${s.values[i]} %`).join(" · ")}`]),
  };

  return {
    draw: { classes, venn, dots, boxes, histogram, stacked, tiles, matrix, radar, whiskers, intervals, ranks },
    height: (data, width) => (heights[data.kind] ? heights[data.kind](data, width) : 0),
    items: (data) => (items[data.kind] ? items[data.kind](data) : []),
  };
})();
