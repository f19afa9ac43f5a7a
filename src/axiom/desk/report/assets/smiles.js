function horizontal(slice, expiry) {
  if (state.axis === "strike") return { of: (strikes) => strikes, title: "Strike" };
  return { of: (strikes) => strikes.map((strike) => Math.log(strike / expiry.forward)), title: "Log-moneyness, ln(strike / forward)" };
}

function drawSmile() {
  const expiry = DATA.expiries[state.expiry], slice = DATA.slices[state.expiry];
  const error = finite(expiry.forward_se) ? ` ± ${number(expiry.forward_se, 3)}` : "";
  const facts = `forward ${number(expiry.forward, 2)}${error} · vol at the forward ${percent(expiry.atm_vol, 2)} · ${number(expiry.quotes_used, 0)} quotes used · ${percent(expiry.in_spread_share, 0)} inside bid–ask`;
  picker("picker", [
    toggle("axis", [["strike", "Strike"], ["moneyness", "Log-moneyness"]]),
    toggle("residual", [["spreads", "Residual in spreads"], ["vol", "in vol"]]),
    node("span", { class: "facts" }, facts)]);
  const x = horizontal(slice, expiry);
  const range = smileRange(slice);
  draw("smile", [...errorBand(slice, x), ...quoteBars(slice, x), {
    x: x.of(slice.curve.strike), y: slice.curve.vol, mode: "lines", name: "fitted surface",
    line: { color: colour("accent"), width: 2.2 }, hovertemplate: "fit %{y:.2f} %<extra></extra>",
  }], { showlegend: true, xaxis: axis("", { showticklabels: false, range: xRange(slice, x) }), yaxis: axis("Implied vol, %", { range }), margin: { l: 58, r: 14, t: 8, b: 10 } });
  drawResidual(slice, x);
}

function errorBand(slice, x) {
  const { strike, low, high } = slice.curve, at = strike.map((_, i) => i).filter((i) => finite(low[i]) && finite(high[i]));
  if (!at.length) return [];
  const along = x.of(at.map((i) => strike[i]));
  return [{
    x: [...along, ...along.slice().reverse()], y: [...at.map((i) => high[i]), ...at.reverse().map((i) => low[i])], mode: "lines",
    name: "90 % band of the fit", fill: "toself", fillcolor: "rgba(47,120,181,0.18)", line: { width: 0 }, hoverinfo: "skip",
  }];
}

function xRange(slice, x) {
  const all = x.of(slice.curve.strike), pad = 0.01 * (all[all.length - 1] - all[0] || 1);
  return all.length ? [all[0] - pad, all[all.length - 1] + pad] : undefined;
}

function smileRange(slice) {
  const near = [...slice.curve.vol, ...slice.smile.mid_vol.filter((vol, i) => slice.smile.used[i])].filter(finite);
  if (!near.length) return undefined;
  const low = Math.min(...near), high = Math.max(...near), pad = 0.07 * (high - low || 1);
  return [Math.max(0, low - pad), high + pad];
}

function quoteBars(slice, x) {
  return [[0, "left out", "left"], [1, "bid to ask, used", "bar"]].map(([used, name, shade]) => {
    const at = slice.smile.strike.map((_, i) => i).filter((i) => slice.smile.used[i] === used && finite(slice.smile.ask_vol[i]));
    const pick = (values) => at.map((i) => values[i]);
    const bid = pick(slice.smile.bid_vol), ask = pick(slice.smile.ask_vol);
    const middle = at.map((_, i) => (finite(bid[i]) ? 0.5 * (bid[i] + ask[i]) : ask[i]));
    const reach = at.map((_, i) => (finite(bid[i]) ? 0.5 * (ask[i] - bid[i]) : 0));
    return {
      x: x.of(pick(slice.smile.strike)), y: middle, mode: "markers", name, marker: { size: 3, color: colour(shade) },
      error_y: { type: "data", array: reach, color: colour(shade), thickness: 1.8, width: 0 },
      customdata: at.map((i) => [slice.smile.strike[i], slice.smile.is_call[i] ? "call" : "put", slice.smile.bid[i], slice.smile.ask[i], slice.smile.model[i], slice.smile.bid_vol[i], slice.smile.ask_vol[i]]),
      hovertemplate: "%{customdata[0]} %{customdata[1]}<br>market %{customdata[2]} / %{customdata[3]}, model %{customdata[4]}<br>vol %{customdata[5]:.2f} / %{customdata[6]:.2f} %<extra></extra>",
    };
  });
}

function drawResidual(slice, x) {
  const inSpreads = state.residual === "spreads", smile = slice.smile;
  const values = inSpreads ? smile.residual_spreads : smile.residual_vol_pct;
  const at = smile.strike.map((_, i) => i).filter((i) => smile.used[i] && finite(values[i]));
  const ys = at.map((i) => values[i]).sort((a, b) => Math.abs(a) - Math.abs(b));
  const reach = 1.1 * Math.max(inSpreads ? 0.75 : 0.1, Math.abs(ys[Math.ceil(0.98 * (ys.length - 1))] || 0));
  const band = inSpreads ? [{ type: "rect", xref: "paper", x0: 0, x1: 1, y0: -0.5, y1: 0.5, line: { width: 0 }, fillcolor: colour("accent"), opacity: 0.09, layer: "below" }] : [];
  draw("residual", [{
    x: x.of(at.map((i) => smile.strike[i])), y: at.map((i) => values[i]), mode: "markers", marker: { size: 4, color: colour("accent") },
    customdata: at.map((i) => smile.strike[i]), hovertemplate: `%{customdata}: %{y:.2f} ${inSpreads ? "spreads" : "vol points"}<extra></extra>`,
  }], {
    xaxis: axis(x.title, { range: xRange(slice, x) }), shapes: [...band, { type: "line", xref: "paper", x0: 0, x1: 1, y0: 0, y1: 0, line: { color: colour("faint"), width: 1 } }],
    yaxis: axis(inSpreads ? "Model − mid, spreads" : "Model − mid, vol pt", { range: [-reach, reach] }), margin: { l: 58, r: 14, t: 6, b: 42 },
  });
}

function drawThumbs() {
  byId("thumbs").replaceChildren(...DATA.expiries.map((expiry, index) => node("button", {
    class: `thumb ${index === state.expiry ? "chosen" : ""}`, onclick: () => { state.expiry = index; redrawAll(); },
  }, node("span", {}, node("b", {}, label(expiry)), node("em", {}, percent(expiry.atm_vol, 1))), thumb(DATA.slices[index], expiry))));
}

function thumb(slice, expiry) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 160 70");
  svg.setAttribute("preserveAspectRatio", "none");
  const range = smileRange(slice);
  if (!range || !slice.curve.strike.length) return svg;
  const [low, high] = range, first = slice.curve.strike[0], last = slice.curve.strike[slice.curve.strike.length - 1];
  const px = (strike) => (2 + (156 * (strike - first)) / (last - first || 1)).toFixed(1);
  const py = (vol) => Math.max(0, Math.min(70, 68 - (66 * (vol - low)) / (high - low || 1))).toFixed(1);
  const bars = slice.smile.strike.map((strike, i) => (slice.smile.used[i] && finite(slice.smile.bid_vol[i]) ? `M${px(strike)} ${py(slice.smile.bid_vol[i])}V${py(slice.smile.ask_vol[i])}` : "")).join("");
  const line = slice.curve.strike.map((strike, i) => `${i ? "L" : "M"}${px(strike)} ${py(slice.curve.vol[i])}`).join("");
  const path = (d, shade, width) => `<path d="${d}" fill="none" stroke="var(--${shade})" stroke-width="${width}" vector-effect="non-scaling-stroke"/>`;
  svg.innerHTML = path(bars, "bar", 1.3) + path(`M${px(expiry.forward)} 0V70`, "rule", 1) + path(line, "accent", 1.6);
  return svg;
}
