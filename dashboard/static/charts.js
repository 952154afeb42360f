// Draws the charts of a page. Each <figure class="chart"> holds a data block of
// JSON; nothing in it is ever executed or parsed as markup. Tooltips are drawn
// as text (richText): ECharts' HTML tooltip would need inline styles, which the
// content policy forbids, and would be markup made from names in the data.
(() => {
  'use strict';

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const lang = document.documentElement.lang;
  const percent = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat(lang, { maximumSignificantDigits: 4 });
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });

  // ECharts reads {name|text} as a style inside rich text. A zero-width space
  // after the brace keeps a name that holds such a sequence as it is written.
  const literal = (text) => text.replace(/\{/g, '{\u200b');

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue('--' + name).trim();
    return {
      ink: read('ink'), muted: read('muted'), rule: read('rule'), paper: read('paper'),
      accent: read('accent'), band: read('band'), volume: read('volume'),
      font: getComputedStyle(document.body).fontFamily,
    };
  };

  const interval = (c) => (params, api) => {
    const at = (x) => api.coord([x, api.value(1)]);
    const [x, y] = at(api.value(0));
    const low = at(api.value(2))[0];
    const high = at(api.value(3))[0];
    return {
      type: 'group',
      children: [
        // An invisible bar over the whole row, so that the pointer need not hit a line.
        { type: 'rect', shape: { x: params.coordSys.x, y: y - 9, width: params.coordSys.width, height: 18 }, style: { fill: 'transparent' } },
        { type: 'rect', shape: { x: low, y: y - 3, width: Math.max(high - low, 1), height: 6, r: 3 }, style: { fill: c.band } },
        { type: 'circle', shape: { cx: x, cy: y, r: 4 }, style: api.value(4) ? { fill: c.accent, stroke: c.paper, lineWidth: 1 } : { fill: c.paper, stroke: c.accent, lineWidth: 2 } },
      ],
    };
  };

  const whisker = (c) => (params, api) => {
    const [x, low] = api.coord([api.value(0), api.value(1)]);
    const high = api.coord([api.value(0), api.value(2)])[1];
    return { type: 'rect', silent: true, shape: { x: x - 3, y: high, width: 6, height: low - high }, style: { fill: c.band } };
  };

  const reference = (c) => (params, api) => {
    const x = api.coord([api.value(0), 0])[0];
    const box = params.coordSys;
    return {
      type: 'line', silent: true,
      shape: { x1: x, y1: box.y, x2: x, y2: box.y + box.height },
      style: { stroke: c.ink, lineWidth: 1, lineDash: [3, 3] },
    };
  };

  const tooltip = (old, tips, nodes, c) => ({
    ...old,
    renderMode: 'richText',
    confine: true,
    backgroundColor: c.paper,
    borderColor: c.muted,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: c.ink, fontFamily: c.font, fontSize: 13, lineHeight: 19 },
    formatter: (params) => {
      const one = Array.isArray(params) ? params[0] : params;
      return literal(tips[one.dataType === 'edge' ? nodes + one.dataIndex : one.dataIndex] || '');
    },
  });

  const axis = (a, c, grid) => ({
    ...a,
    axisLine: { show: !grid, lineStyle: { color: c.muted } },
    axisTick: { show: false },
    splitLine: { show: grid, lineStyle: { color: c.rule } },
    axisLabel: { ...a.axisLabel, color: c.muted, fontFamily: c.font, fontSize: 12, hideOverlap: true },
  });

  const list = (x) => (Array.isArray(x) ? x : [x]);

  const finishers = {
    trend: (option, c) => {
      option.xAxis = list(option.xAxis).map((a) => axis(a, c, false));
      option.yAxis = list(option.yAxis).map((a) => axis(a, c, true));
      option.yAxis[0].axisLabel.formatter = (v) => percent.format(v);
      option.yAxis[1].axisLabel.formatter = (v) => whole.format(v);
      option.axisPointer = { link: [{ xAxisIndex: 'all' }], lineStyle: { color: c.muted } };
      const styles = {
        low: { lineStyle: { opacity: 0 }, silent: true },
        band: { lineStyle: { opacity: 0 }, areaStyle: { color: c.band, opacity: 1 }, silent: true },
        rate: { showAllSymbol: true, lineStyle: { color: c.accent, width: 2 }, itemStyle: { color: c.accent }, z: 3 },
        lone: { renderItem: whisker(c), silent: true, z: 1 },
        volume: { itemStyle: { color: c.volume }, barMaxWidth: 28 },
      };
      option.series = option.series.map((s) => ({ ...s, ...styles[s.id] }));
      return option;
    },
    caterpillar: (option, c, element, data) => {
      option.xAxis = list(option.xAxis).map((a) => axis(a, c, true));
      option.yAxis = list(option.yAxis).map((a) => axis(a, c, false));
      const format = data.unit === 'fraction' ? percent : number;
      option.xAxis[0].axisLabel.formatter = (v) => format.format(v);
      const narrow = element.clientWidth < 480;
      Object.assign(option.yAxis[0].axisLabel, {
        color: c.ink, interval: 0, hideOverlap: false,
        width: narrow ? 110 : 200, overflow: 'truncate', fontSize: narrow ? 11 : 12,
      });
      if (data.long) Object.assign(option.yAxis[0].axisLabel, { width: narrow ? 130 : 260, overflow: 'break', lineHeight: 13 });
      option.yAxis[0].axisLine = { show: false };
      const drawings = { interval: interval(c), reference: reference(c) };
      option.series = option.series.map((s) => ({ ...s, renderItem: drawings[s.renderItem] }));
      return option;
    },
    curves: (option, c, element, data) => {
      option.xAxis = list(option.xAxis).map((a) => axis(a, c, false));
      option.yAxis = list(option.yAxis).map((a) => axis(a, c, true));
      const format = data.unit === 'fraction' ? percent : number;
      option.yAxis[0].axisLabel.formatter = (v) => format.format(v);
      option.xAxis[0].nameTextStyle = { color: c.muted, fontFamily: c.font, fontSize: 12 };
      const narrow = element.clientWidth < 480;
      if (narrow) option.grid = list(option.grid).map((g) => ({ ...g, right: 84, left: 44 }));
      option.axisPointer = { lineStyle: { color: c.muted } };
      const paint = {
        low: { lineStyle: { opacity: 0 }, silent: true },
        band: { lineStyle: { opacity: 0 }, areaStyle: { color: c.band, opacity: 0.6 }, silent: true },
        shape: { itemStyle: { color: c.ink }, silent: true, z: 4, tooltip: { show: false } },
      };
      const inks = [c.accent, c.ink, c.muted];
      let drawn = 0;
      option.series = option.series.map((s) => {
        const part = s.id.split(' ')[0];
        if (part !== 'line') return { ...s, ...paint[part] };
        const colour = inks[drawn++ % inks.length];
        return {
          ...s, z: 3, connectNulls: false, labelLayout: { moveOverlap: 'shiftY' },
          lineStyle: { ...s.lineStyle, color: colour, width: 2 }, itemStyle: { color: colour },
          endLabel: { show: true, formatter: () => s.name, color: c.ink, fontFamily: c.font, fontSize: 12, width: narrow ? 76 : 110, overflow: 'break' },
        };
      });
      const marks = data.marks || [];
      if (marks.length > 0) {
        const first = option.series.find((s) => s.id.startsWith('line '));
        first.markLine = {
          silent: true, symbol: 'none', lineStyle: { color: c.ink, type: [3, 3], width: 1 },
          data: marks.map((m) => ({ xAxis: m.at, name: m.name })),
          label: { formatter: (p) => p.name, color: c.ink, fontFamily: c.font, fontSize: 11 },
        };
      }
      return option;
    },
    sankey: (option, c) => {
      option.series = list(option.series).map((s) => ({
        ...s, nodeAlign: 'justify', nodeGap: 14, nodeWidth: 12, left: 4, right: 190, top: 8, bottom: 8,
        draggable: false, emphasis: { focus: 'adjacency' },
        itemStyle: { color: c.accent, borderWidth: 0 },
        lineStyle: { color: c.volume, opacity: 0.55, curveness: 0.5 },
        label: { show: true, color: c.ink, fontFamily: c.font, fontSize: 13, lineHeight: 16, width: 180, overflow: 'break', formatter: (p) => literal(p.name) },
        labelLayout: { moveOverlap: 'shiftY' },
      }));
      return option;
    },
    funnel: (option, c) => {
      option.xAxis = list(option.xAxis).map((a) => axis(a, c, true));
      option.yAxis = list(option.yAxis).map((a) => axis(a, c, true));
      option.xAxis[0].axisLabel.formatter = (v) => whole.format(v);
      option.xAxis[0].nameTextStyle = { color: c.muted, fontFamily: c.font, fontSize: 12 };
      option.yAxis[0].axisLabel.formatter = (v) => percent.format(v);
      const line = (dash, colour) => ({ silent: true, lineStyle: { color: colour, width: 1, type: dash }, z: 1 });
      const styles = {
        low95: line('solid', c.muted), high95: line('solid', c.muted),
        low998: line('dashed', c.muted), high998: line('dashed', c.muted), target: line([2, 4], c.ink),
        points: { itemStyle: { color: c.accent }, z: 3 },
      };
      option.series = option.series.map((s) => ({ ...s, ...styles[s.id] }));
      return option;
    },
  };

  const draw = (figure) => {
    const element = figure.querySelector('.canvas');
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    figure.classList.add('drawn');
    const c = colours();
    const option = finishers[figure.dataset.chart](data.option, c, element, data);
    option.tooltip = tooltip(option.tooltip, data.tips, data.nodes || 0, c);
    option.animation = false; // nothing moves, so nothing has to be stilled for those who ask
    option.textStyle = { fontFamily: c.font };
    const chart = window.echarts.init(element, null, { renderer: 'svg' });
    chart.setOption(option);
    return chart;
  };

  const start = (figure) => {
    let chart = draw(figure);
    const element = figure.querySelector('.canvas');
    new ResizeObserver(() => chart.resize()).observe(element);
    const again = () => { chart.dispose(); chart = draw(figure); };
    dark.addEventListener('change', again);
  };

  // Bands with names at both ends need room; without it the table stands alone.
  const wide = window.matchMedia('(min-width: 40rem)');
  document.querySelectorAll('figure.chart').forEach((figure) => {
    if (figure.dataset.chart !== 'sankey' || wide.matches) start(figure);
    else wide.addEventListener('change', () => start(figure), { once: true });
  });
})();
