function byExpiryBars(id, field, scale, title, range) {
  draw(id, [{
    x: daysOf(), y: DATA.expiries.map((expiry) => (finite(expiry[field]) ? scale * expiry[field] : null)), mode: "markers",
    marker: { size: 6, color: colour("accent") }, text: DATA.expiries.map(label), hovertemplate: "%{text}: %{y:.2f}<extra></extra>",
  }], { xaxis: daysAxis(), yaxis: axis(title, range ? { range } : { rangemode: "tozero" }) });
}

function usedResiduals() {
  return DATA.slices.flatMap(({ smile }) => smile.residual_spreads.filter((value, i) => smile.used[i] && finite(value)));
}

function quantile(values, share) {
  const sorted = values.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] || 1;
}

function drawFit() {
  byExpiryBars("inside", "in_spread_share", 100, "Share, %", [0, 103]);
  byExpiryBars("rmse", "rmse_vol", 100, "Vol points");
  const all = usedResiduals(), reach = Math.max(1, quantile(all, 0.98));
  draw("spread_histogram", [{ type: "histogram", x: all, xbins: { start: -reach, end: reach, size: reach / 30 }, marker: { color: colour("accent") }, hovertemplate: "%{x}: %{y} quotes<extra></extra>" }], {
    bargap: 0.06, xaxis: axis("Spreads; within ±0.5 is inside bid–ask", { range: [-reach, reach] }), yaxis: axis("Quotes"),
    shapes: [-0.5, 0.5].map((at) => ({ type: "line", x0: at, x1: at, yref: "paper", y0: 0, y1: 1, line: { color: colour("second"), width: 1.2, dash: "dot" } })),
  });
}

function drawCertificate() {
  const found = DATA.certificate, violations = found.violations;
  const verdict = violations.length ? `${number(violations.length, 0)} violations found` : "No static arbitrage found";
  const checks = [
    ["Butterfly", "least value of Durrleman's g, at least 0", significant(found.min_g, 4)],
    ["Density", "least risk-neutral density per unit of price, at least 0", significant(found.min_density, 4)],
    ["Calendar", "least growth of total variance a year, at least 0", significant(found.calendar_min, 4)],
  ];
  const table = (id) => node("table", { id });
  byId("certificate").replaceChildren(
    node("div", { class: "panel" }, node("p", { class: `verdict ${violations.length ? "bad" : "good"}` }, verdict),
      node("p", { class: "lead" }, `Checked for butterfly and calendar arbitrage, negative density, call spreads and bounds on ${found.grid}; what the surface’s form decides is proved, a grid says nothing between its points.`), table("checks")),
    node("div", { class: "panel scroll" }, node("h3", {}, "How each condition was decided"), table("conditions")),
    node("div", { class: "panel scroll" }, node("h3", {}, "Where the points come from"), table("regions")),
    ...(violations.length ? [node("div", { class: "panel scroll" }, node("h3", {}, `Violations, the largest ${Math.min(50, violations.length)}`), table("violations"))] : []));
  fillTable("checks", [["check", (row) => row[0], "text"], ["what must hold", (row) => row[1], "text"], ["found", (row) => row[2]]], checks);
  fillTable("conditions", [["condition", (row) => row.kind, "text"], ["where", (row) => row.place, "text"], ["decided", (row) => row.method, "text"]], found.conditions);
  fillTable("regions", [
    ["region", (row) => row.region.toLowerCase(), "text"], ["share of the grid", (row) => percent(row.grid_share, 1)], ["share of the quotes", (row) => percent(row.quote_share, 1)],
    ["least g", (row) => significant(row.min_g, 4)], ["least growth of total variance", (row) => significant(row.calendar_min, 4)],
  ], found.regions);
  if (violations.length) fillTable("violations", [
    ["kind", (row) => row.kind, "text"], ["years", (row) => number(row.expiry, 4)], ["strike", (row) => number(row.strike, 2)],
    ["log-moneyness", (row) => number(row.log_moneyness, 4)], ["size", (row) => significant(row.size, 3)], ["region", (row) => String(row.region).toLowerCase(), "text"],
  ], [...violations].sort((a, b) => b.size - a.size).slice(0, 50));
}
