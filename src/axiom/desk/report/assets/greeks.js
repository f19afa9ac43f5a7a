const GREEKS = [["delta", "per unit of the underlying"], ["gamma", "per 1.00 of spot"], ["vega", "per 1.00 of vol"], ["theta", "per year"], ["rho", "per 1.00 of rate"], ["vanna", "delta per 1.00 of vol"], ["volga", "vega per 1.00 of vol"], ["charm", "delta per year"]];

function drawGreeks() {
  picker("greek_picker", [toggle("greek", GREEKS.map(([name]) => [name, name]))]);
  const greeks = DATA.slices[state.expiry].greeks, name = state.greek, forward = DATA.expiries[state.expiry].forward;
  const unit = GREEKS.find(([greek]) => greek === name)[1], apart = `${name}_put` in greeks;
  const line = (side, strikes, shade) => ({
    x: strikes, y: greeks[`${name}_${side}`], mode: "lines", name: apart ? side : "call and put", line: { color: colour(shade), width: 2 },
    hovertemplate: "%{x}: %{y:.4g}<extra></extra>",
  });
  const lines = [line("call", greeks.call_strike, "accent"), ...(apart ? [line("put", greeks.put_strike, "second")] : [])];
  draw("greek", lines, {
    showlegend: true, xaxis: axis("Strike; the dotted line is the forward"), yaxis: axis(`${name}, ${unit}`),
    shapes: [{ type: "line", x0: forward, x1: forward, yref: "paper", y0: 0, y1: 1, line: { color: colour("faint"), width: 1, dash: "dot" } }],
  });
}

function drawQuotes() {
  const { quoting } = DATA.settings;
  byId("quote_lead").textContent = `Model value less and plus the larger of ${number(100 * quoting.market_share, 0)} % of the market's half-spread, ${number(100 * quoting.vol_half_width, 2)} vol points of vega and half a tick, rounded outward to the tick of ${DATA.meta.tick} and held behind the market where it would trade against it. The strikes nearest the forward; every option is in options.parquet.`;
  picker("quote_picker");
  const expiry = DATA.expiries[state.expiry], rows = DATA.slices[state.expiry].quotes;
  const near = rows.reduce((best, row) => (Math.abs(row.strike - expiry.forward) < Math.abs(best.strike - expiry.forward) ? row : best), rows[0]);
  const two = (side) => [
    [`${side} market`, (row) => `${number(row[`${side}_bid`], 2)} / ${number(row[`${side}_ask`], 2)}`],
    ["model", (row) => number(row[`${side}_model_value`], 3)],
    ["indicative", (row) => `${number(row[`${side}_quote_bid`], 2)} / ${number(row[`${side}_quote_ask`], 2)}`],
    ["delta", (row) => number(row[`${side}_delta`], 3)],
  ];
  fillTable("quotes", [...two("call"), ["strike", (row) => node("b", {}, number(row.strike, row.strike % 1 ? 2 : 0))], ...two("put")], rows, (row) => (row === near ? "near" : ""));
}
