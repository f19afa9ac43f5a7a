const TERM_COLOURS = ["#3b7dbd", "#d98a3d", "#5aa469", "#b65d8f", "#8d79c7", "#4fa8a6", "#c9b33f", "#c4685a", "#7a8b99", "#94b35b", "#a9745b", "#5d87c9", "#b3a1d1", "#5b8a72"];
const words = (name) => name.replaceAll("_", " ");
const timeAxis = (more = {}) => axis("", { type: "date", ...more });
const line = (x, y, name, colourName, more = {}) => ({ type: "scatter", mode: "lines", x, y, name, line: { color: colour(colourName), width: 1.8, shape: "hv" }, ...more });
const when = (iso) => iso.slice(0, 19).replace("T", " ");
const withSign = (value) => (value > 0 ? "+" : "") + money(value);

function drawHeading() {
  const meta = DATA.meta, stopped = meta.is_complete ? "" : " · as far as the session came";
  byId("heading").replaceChildren(
    node("h1", {}, `${meta.underlying}: a session of the desk`),
    node("p", {}, `${meta.begin} to ${meta.end} · ${number(DATA.summary.steps, 0)} updates · ${number(meta.n_options, 0)} options of ${number(meta.n_expiries, 0)} expiries at the start · ${meta.source}${stopped}`));
  const rule = meta.matching, given = flat(rule.parameters).map(([name, value]) => `${words(name)} ${value}`);
  const said = [rule.words, given.length ? `(${given.join(", ")})` : ""].filter(Boolean).join(" ");
  byId("notes").replaceChildren(node("ul", { class: "note" },
    node("li", {}, meta.assumption),
    node("li", {}, `The rule used here, ${rule.name}${said ? `: ${said}` : ""}.`)));
}

function drawCards() {
  const found = DATA.summary, side = (value) => (value < 0 ? "bad" : value > 0 ? "good" : "");
  const cards = [
    ["P&L at model value", money(found.pnl), `at market mids ${money(found.market_pnl)}`, side(found.pnl)],
    ["Edge of fills", money(found.edge), "value less price, at the model's value"],
    ["Fills", number(found.fills, 0), `${number(found.contracts, 0)} contracts`],
    ["Hedges", number(found.hedges, 0), `cost ${money(found.hedge_cost)}; fees in all ${money(found.fees)}`],
    ["Largest drawdown", money(found.drawdown), DATA.drawdown.deepest && found.drawdown ? `at ${when(DATA.drawdown.deepest)}` : "none"],
    ["At the touch", percent(DATA.quotes.at_touch, 1), "of sides quoted by both, or better"],
    ["Quoting", percent(DATA.states.shares.quotes.QUOTING ?? 0, 1), "at the end of updates; else pulled or killed"],
  ];
  byId("cards").replaceChildren(...cards.map(([name, figure, more, kind]) => node("div", { class: "card" },
    node("div", { class: "name" }, name), node("div", { class: `figure ${kind || ""}` }, figure), node("div", { class: "more" }, more))));
}

function drawAccount() {
  const pnl = DATA.pnl, fall = DATA.drawdown;
  draw("pnl", [line(pnl.time, pnl.pnl, "at model value", "accent"), line(pnl.time, pnl.market_pnl, "at market mids", "second", { line: { color: colour("second"), width: 1.4, dash: "dot", shape: "hv" } })],
    { showlegend: true, hovermode: "x unified", xaxis: timeAxis(), yaxis: axis("P&L", { zeroline: true, zerolinecolor: colour("faint") }) });
  draw("drawdown", [line(fall.time, fall.drawdown.map((value) => -value), "drawdown", "bad", { fill: "tozeroy" })],
    { xaxis: timeAxis(), yaxis: axis("Currency", { rangemode: "tozero" }) });
  draw("spot", [line(pnl.time, pnl.spot, "spot", "ink")], { xaxis: timeAxis(), yaxis: axis("Spot") });
}

function drawExplain() {
  const explain = DATA.explain, terms = explain.terms;
  byId("explain_lead").textContent = explain.time.length
    ? `What each update's P&L came from, summed from the beginning: terms above 0 are stacked upwards, those below 0 downwards, and together with the residual they are the line. The median residual of an update is ${significant(100 * explain.residual_share, 2)} % of the sizes of its terms. "trades" is the edge of fills at the model's value, "marks" what the marks moved without the surface.`
    : "Nothing was held, or the explain was switched off.";
  if (!explain.time.length) return;
  const hue = (index) => (index === terms.length - 1 ? colour("faint") : TERM_COLOURS[index % TERM_COLOURS.length]);
  const area = (term, index, sign) => ({
    type: "scatter", mode: "lines", x: explain.time, y: term.until.map((value) => (sign * value > 0 ? value : 0)), name: words(term.name), legendgroup: term.name,
    showlegend: sign > 0, stackgroup: sign > 0 ? "up" : "down", line: { width: 0, color: hue(index), shape: "hv" }, fillcolor: hue(index), hoverinfo: "skip",
  });
  const total = explain.time.map((_, row) => terms.reduce((sum, term) => sum + term.until[row], 0));
  const shown = terms.filter((term) => term.size > 0);
  const hover = explain.time.map((_, row) => shown.map((term) => `${words(term.name)} ${withSign(term.until[row])}`).join("<br>"));
  draw("explain", [
    ...shown.flatMap((term) => [area(term, terms.indexOf(term), 1), area(term, terms.indexOf(term), -1)]),
    line(explain.time, total, "sum", "ink", { text: hover, hovertemplate: "<b>%{y:,.2f}</b><br>%{text}<extra></extra>" }),
  ], { showlegend: true, hovermode: "x", xaxis: timeAxis(), yaxis: axis("P&L so far", { zeroline: true, zerolinecolor: colour("faint") }), margin: { l: 54, r: 14, t: 40, b: 42 } });
  const all = [...terms, { name: "total", amount: explain.total, size: null }];
  fillTable("explain_table", [["term", (term) => words(term.name), "text"], ["amount", (term) => withSign(term.amount)], ["sum of sizes", (term) => money(term.size)]], all, (term) => (term.name === "total" ? "total" : ""));
  fillTable("explain_vega", [["expiry", (one) => one.expiry, "text"], ["amount", (one) => withSign(one.amount)], ["sum of sizes", (one) => money(one.size)]], explain.vega);
  const bars = [...terms].reverse();
  draw("explain_bars", [{ type: "bar", orientation: "h", y: bars.map((term) => words(term.name)), x: bars.map((term) => term.amount), marker: { color: bars.map((term) => colour(term.amount < 0 ? "loss" : "gain")) }, hovertemplate: "%{y} %{x:,.2f}<extra></extra>" }],
    { xaxis: axis("Currency", { zeroline: true, zerolinecolor: colour("faint") }), yaxis: axis("", { showgrid: false }) });
}
