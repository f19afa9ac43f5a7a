state.markout = "mean";
const hundred = (values) => values.map((value) => (finite(value) ? 100 * value : null));
const sideColour = (side) => colour(side === "bought" ? "accent" : "second");

function drawQuoteCharts() {
  const quotes = DATA.quotes, means = quotes.by_expiry;
  byId("quote_lead").textContent = `Own bids and asks beside the market's, over the options that both quote. Over all updates ${percent(quotes.at_touch, 1)} of sides stood at the market's best price or inside it.`;
  draw("spreads", [line(quotes.time, quotes.half_spread, "desk", "accent"), line(quotes.time, quotes.market_half_spread, "market", "second", { line: { color: colour("second"), width: 1.4, dash: "dot", shape: "hv" } })],
    { showlegend: true, hovermode: "x unified", xaxis: timeAxis(), yaxis: axis("", { rangemode: "tozero" }) });
  draw("touch", [line(quotes.time, hundred(quotes.share_at_touch), "at the touch or better", "accent"), line(quotes.time, hundred(quotes.share_inside), "inside", "second")],
    { showlegend: true, hovermode: "x unified", xaxis: timeAxis(), yaxis: axis("%", { range: [0, 103] }) });
  const bars = (id, values, title, more) => draw(id, [{ type: "bar", x: means.map((one) => one.expiry), y: values, marker: { color: colour("accent") }, hovertemplate: "%{x}: %{y:.2f}<extra></extra>" }],
    { xaxis: axis("", { type: "category", showgrid: false, nticks: 12 }), yaxis: axis(title, { rangemode: "tozero" }), ...more });
  const even = { type: "line", xref: "paper", x0: 0, x1: 1, y0: 1, y1: 1, line: { color: colour("soft"), width: 1, dash: "dash" } };
  bars("spread_by_expiry", means.map((one) => one.spread), "Market spreads", { shapes: [even] });
  bars("touch_by_expiry", hundred(means.map((one) => one.at_touch)), "%", {});
  draw("sides", [line(quotes.time, quotes.n_bids, "bids", "accent"), line(quotes.time, quotes.n_asks, "asks", "second", { line: { color: colour("second"), width: 1.4, dash: "dot", shape: "hv" } })],
    { showlegend: true, hovermode: "x unified", xaxis: timeAxis(), yaxis: axis("", { rangemode: "tozero" }) });
}

function drawFills() {
  const fills = DATA.fills, points = fills.points, n = DATA.summary.fills;
  const every = fills.shown_every > 1 ? ` The picture shows every ${fills.shown_every}th.` : "";
  byId("fill_lead").textContent = n ? `${number(n, 0)} fills. Edge is the model's value before the fill less the price of what was bought, the reverse for what was sold; markouts compare the price with the market some time later.${every}` : "There were no fills.";
  const traces = ["bought", "sold"].map((side) => {
    const own = points.side.map((one, index) => [one, index]).filter(([one]) => one === side).map(([, index]) => index);
    const of = (values) => own.map((index) => values[index]);
    return { type: "scatter", mode: "markers", name: side, x: of(points.time), y: of(points.edge), text: of(points.option), marker: { color: sideColour(side), size: 5, opacity: 0.7 }, hovertemplate: "%{text}<br>%{x}<br>%{y:,.2f}<extra></extra>" };
  });
  draw("edges", traces, { showlegend: true, xaxis: timeAxis(), yaxis: axis("Currency", { zeroline: true, zerolinecolor: colour("faint") }) });
  fillTable("fill_sums", [
    ["expiry", (row) => row.group, "text"], ["side", (row) => row.side, "text"], ["fills", (row) => number(row.fills, 0)], ["contracts", (row) => number(row.contracts, 0)],
    ["edge a contract", (row) => money(row.edge_contract)], ["edge", (row) => money(row.edge_total)], ["fees", (row) => money(row.fee)],
  ], fills.sums, (row) => (row.group === "all" ? "total" : ""));
  byId("fill_summary").textContent = `The last ${number(fills.last.length, 0)} fills`;
  fillTable("last_fills", [
    ["time, UTC", (row) => when(row.time), "text"], ["option", (row) => row.option, "text"], ["quantity", (row) => number(row.quantity, 0)], ["price", (row) => significant(row.price)],
    ["value", (row) => significant(row.value)], ["edge", (row) => money(row.edge_total)], ["fee", (row) => money(row.fee)], ["rule", (row) => row.rule, "text"],
  ], fills.last);
}

const horizonName = (seconds) => (seconds === 0 ? "at once" : seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${seconds / 60} min` : seconds < 86400 ? `${seconds / 3600} h` : `${seconds / 86400} d`);

function drawMarkouts() {
  byId("markout_picker").replaceChildren(toggle("markout", [["mean", "As traded"], ["hedged", "Delta hedged"]]));
  const { rows, fills } = DATA.markouts, error = state.markout === "mean" ? "error" : "hedged_error";
  const traces = ["bought", "sold"].map((side) => {
    const own = rows.filter((row) => row.side === side && finite(row[state.markout]));
    return {
      type: "scatter", mode: "lines+markers", name: side, x: own.map((row) => horizonName(row.horizon)), y: own.map((row) => row[state.markout]), line: { color: sideColour(side), width: 1.8 },
      error_y: { type: "data", array: own.map((row) => 2 * (row[error] ?? 0)), color: sideColour(side), thickness: 1.2 }, hovertemplate: "%{x}: %{y:,.2f}<extra></extra>",
    };
  });
  const order = [...new Set(rows.map((row) => horizonName(row.horizon)))];
  draw("markouts", traces, { showlegend: true, xaxis: axis("After the fill", { type: "category", categoryorder: "array", categoryarray: order, showgrid: false }), yaxis: axis("Currency", { zeroline: true, zerolinecolor: colour("faint") }) });
  const missing = rows.filter((row) => row.horizon > 0 && !row.measured && fills[row.side] > 0).length;
  byId("markout_foot").textContent = `Bars are two standard errors, as if fills were independent; those of one update are not.${missing ? " A horizon shorter than the time between two updates is not shown: the data cannot tell." : ""}`;
  fillTable("markout_table", [
    ["after the fill", (row) => horizonName(row.horizon), "text"], ["side", (row) => row.side, "text"], ["fills measured", (row) => `${number(row.measured, 0)} of ${number(fills[row.side], 0)}`],
    ["mean a contract", (row) => money(row.mean)], ["error", (row) => money(row.error)], ["delta hedged", (row) => money(row.hedged)], ["error", (row) => money(row.hedged_error)],
  ], rows);
}

function drawHedges() {
  const hedges = DATA.hedges;
  byId("hedge_lead").textContent = hedges.n
    ? `${number(hedges.n, 0)} trades in the underlying of ${number(hedges.units, 0)} units in all. They cost ${money(hedges.total)}: half-spreads and fees; what the spot did to them is in the explain.`
    : "The underlying was not traded.";
  byId("hedge_pair").hidden = !hedges.n;
  if (!hedges.n) return;
  draw("hedge_cost", [line(hedges.time, hedges.so_far, "cost", "bad")], { xaxis: timeAxis(), yaxis: axis("Currency", { rangemode: "tozero" }) });
  const dots = (y, name, colourName) => ({ type: "scatter", mode: "markers", x: hedges.time, y, name, marker: { color: colour(colourName), size: 5 } });
  draw("hedge_delta", [dots(hedges.delta_before, "before", "second"), dots(hedges.delta_after, "after", "accent")], { showlegend: true, xaxis: timeAxis(), yaxis: axis("Units", { zeroline: true, zerolinecolor: colour("faint") }) });
}

function drawSessionSettings() {
  fillTable("settings", [["setting", ([name]) => name, "text"], ["value", ([, value]) => shownSetting(value), "text wrap"]], flat(DATA.settings));
  byId("footer").replaceChildren(`Axiom ${DATA.meta.version}. Times are UTC; amounts are in the currency of the quotes, a contract is ${number(DATA.meta.multiplier, 0)} units of the underlying.`);
}
