// Draws the overview's charts with ECharts, as SVG, without motion, in the colours of the desk.
(() => {
  if (window.postigoCharts) return;
  const drawn = new Map();

  // Tokens are pairs for both schemes; only a colour that is set is resolved to one of them.
  function tokens(el) {
    const probe = document.createElement("i");
    el.append(probe);
    const colour = name => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
    const all = { ink: colour("ink"), ink2: colour("ink2"), ink3: colour("ink3"), line: colour("line"), mark: colour("mark"),
      accent: colour("accent"), soft: colour("accent-soft"), surface: colour("surface"), toast: colour("toast"), toastInk: colour("toast-ink") };
    probe.remove();
    return all;
  }

  const font = el => getComputedStyle(el).fontFamily;
  const ticks = plot => new Map(plot.ticks.map(tick => [tick.at, tick.word]));
  const label = (el, t, more) => ({ color: t.ink3, fontFamily: font(el), fontSize: 11, ...more });
  const tip = (el, t, text) => ({
    trigger: "axis", renderMode: "richText", confine: true, transitionDuration: 0, backgroundColor: t.toast, borderWidth: 0, padding: [6, 10],
    textStyle: { color: t.toastInk, fontFamily: font(el), fontSize: 12 }, axisPointer: { type: "line", animation: false, lineStyle: { color: t.mark, type: "solid" } },
    formatter: text,
  });
  const below = (el, t, plot, gap) => ({
    type: "category", data: plot.names, boundaryGap: gap, axisLine: { lineStyle: { color: t.mark } }, axisTick: { show: false },
    axisLabel: label(el, t, { interval: at => ticks(plot).has(at), formatter: (_, at) => ticks(plot).get(at) ?? "", hideOverlap: true, margin: 7 }),
  });
  const said = plot => at => `${plot.names[at[0].dataIndex]}\n${plot.texts[at[0].dataIndex]}`;

  const kinds = {
    line(el, t, plot) {
      const top = plot.values.indexOf(Math.max(...plot.values));
      const share = top / Math.max(1, plot.names.length - 1);
      return {
        grid: { left: 1, right: 4, top: 26, bottom: 22 }, tooltip: tip(el, t, said(plot)), xAxis: below(el, t, plot, false),
        yAxis: { type: "value", min: 0, max: Math.max(1, plot.values[top] ?? 0), show: false },
        series: [{
          type: "line", data: plot.values, showSymbol: false, symbol: "circle", symbolSize: 7, lineStyle: { color: plot.accent ? t.accent : t.ink2, width: 1.5, join: "round" },
          itemStyle: { color: plot.accent ? t.accent : t.ink }, areaStyle: plot.accent ? { color: t.soft, opacity: 1 } : undefined, emphasis: { disabled: false, scale: false },
          markPoint: plot.peak ? { symbol: "circle", symbolSize: 6, animation: false, silent: true, itemStyle: { color: plot.accent ? t.accent : t.ink },
            data: [{ coord: [top, plot.values[top]], label: label(el, t, { color: t.ink, formatter: plot.peak, position: share < .3 ? "right" : share > .7 ? "left" : "top", offset: share < .3 ? [-8, -13] : share > .7 ? [8, -13] : [0, -2] }) }] } : undefined,
        }],
      };
    },
    bars(el, t, plot) {
      return {
        grid: { left: 26, right: 0, top: 12, bottom: 22 }, tooltip: { ...tip(el, t, said(plot)), axisPointer: { type: "none" } }, xAxis: below(el, t, plot, true),
        yAxis: { type: "value", min: 0, splitNumber: 3, minInterval: 1, axisLabel: label(el, t, { margin: 8 }), splitLine: { lineStyle: { color: t.line } } },
        series: [{ type: "bar", data: plot.values.map((value, at) => at === plot.values.length - 1 ? { value, itemStyle: { color: t.accent } } : value),
          barCategoryGap: "28%", barMaxWidth: 22, itemStyle: { color: t.ink3 } }],
      };
    },
    square(el, t, plot) {
      const axis = (name, more) => ({ type: "value", min: 0, max: 100, interval: 50, name, nameGap: 8, nameTextStyle: label(el, t), axisLabel: label(el, t), splitLine: { lineStyle: { color: t.line } }, axisLine: { show: false }, axisTick: { show: false }, ...more });
      return {
        grid: { left: 30, right: 10, top: 26, bottom: 36 },
        tooltip: { ...tip(el, t, at => at.data.text), trigger: "item" },
        xAxis: axis(plot.across, { nameLocation: "middle", nameGap: 22, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: t.mark } } }),
        yAxis: axis(plot.up, { nameTextStyle: label(el, t, { align: "left", padding: [0, 0, 0, -22] }) }),
        series: [
          { type: "line", data: [[0, 0], [100, 100]], symbol: "none", silent: true, lineStyle: { color: t.mark, width: 1 }, tooltip: { show: false } },
          ...plot.points.map(p => ({ type: "line", data: [[p.x, p.low], [p.x, p.high]], symbol: "none", silent: true, lineStyle: { color: t.ink2, width: 2 }, tooltip: { show: false } })),
          { type: "scatter", symbolSize: 9, data: plot.points.map(p => ({ value: [p.x, p.y], text: p.text })), itemStyle: { color: t.accent, borderColor: t.surface, borderWidth: 1.5, opacity: 1 }, clip: false, z: 5 },
        ],
      };
    },
  };

  function paint(el) {
    const it = drawn.get(el);
    if (!el.isConnected) { it.chart.dispose(); it.size.disconnect(); drawn.delete(el); return; }
    it.chart.setOption({ animation: false, ...kinds[it.kind](el, tokens(el), it.plot) }, true);
  }

  window.postigoCharts = {
    draw(el, kind, plot) {
      el.setAttribute("role", "img");
      el.setAttribute("aria-label", plot.name);
      if (!window.echarts) {
        // Everything that the chart says stands in its table too.
        el.hidden = true;
        const table = el.parentElement?.querySelector("details");
        if (table) { table.removeAttribute("name"); table.open = true; el.parentElement.classList.add("instead"); }
        return;
      }
      drawn.get(el)?.chart.dispose();
      const chart = window.echarts.init(el, null, { renderer: "svg" });
      const size = new ResizeObserver(() => { if (el.isConnected) chart.resize(); });
      size.observe(el);
      drawn.set(el, { chart, kind, plot, size });
      paint(el);
      for (const other of [...drawn.keys()]) if (!other.isConnected) paint(other);
    },
  };
  const again = () => [...drawn.keys()].forEach(paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-colours"] });
})();
