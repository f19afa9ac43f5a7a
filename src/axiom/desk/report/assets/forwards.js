function errorPoints(id, name, value, error, title) {
  const rows = DATA.expiries.filter((expiry) => finite(expiry[value]));
  if (!rows.length) { byId(id).replaceChildren(node("p", { class: "lead" }, "Not available: the file brings no spot.")); return; }
  const longer = rows.filter((row) => 365 * row.years >= 21);
  const kept = (longer.length >= 2 ? longer : rows).map((row) => 100 * row[value]);
  const low = Math.min(...kept), high = Math.max(...kept), pad = Math.max(0.25 * (high - low), 0.1);
  draw(id, [{
    x: rows.map((row) => 365 * row.years), y: rows.map((row) => 100 * row[value]), mode: "markers", name,
    error_y: { type: "data", array: rows.map((row) => 200 * (row[error] || 0)), color: colour("faint"), thickness: 1.2, width: 2 },
    marker: { size: 6, color: colour("accent") }, text: rows.map(label), hovertemplate: "%{text}: %{y:.3f} %<extra></extra>",
  }], { xaxis: daysAxis(), yaxis: axis(title, { range: [low - pad, high + pad] }) });
}

function drawForwards() {
  const implied = DATA.expiries.some((expiry) => expiry.method !== "given");
  const remarks = { OFF_CARRY: "off carry", OFF_RATE: "off rate" };
  byId("forward_lead").textContent = !implied ? "As the file gives them, or as its deltas imply them." : DATA.expiries.some((expiry) => expiry.method === "american") ? "From calls and puts that cost what is quoted at one vol a strike, early exercise included; the rate is that given, or pooled. Bars are two standard errors." : "From put–call parity, weighted by the spreads. Bars are two standard errors of the rate. The axes fit the expiries of three weeks and more, for a rate over a few days magnifies every tick; shorter ones can lie outside, and all are in the table.";
  errorPoints("rate", "rate", "rate", "rate_se", "Rate, %");
  errorPoints("yield", "yield", "dividend_yield", "rate_se", "Yield, %");
  fillTable("forwards", [
    ["expiry", (row) => row.expiry_date, "text"], ["", (row) => row.settlement, "text"],
    ["days", (row) => number(365 * row.years, 1)], ["forward", (row) => number(row.forward, 2)], ["± s.e.", (row) => number(row.forward_se, 3)],
    ["discount factor", (row) => number(row.discount_factor, 5)], ["± s.e.", (row) => number(row.discount_factor_se, 5)],
    ["rate", (row) => percent(row.rate, 3)], ["± s.e.", (row) => percent(row.rate_se, 3)], ["yield", (row) => percent(row.dividend_yield, 3)],
    ...(DATA.expiries.some((row) => finite(row.borrow_rate)) ? [["borrow", (row) => percent(row.borrow_rate, 3)]] : []),
    ["pairs", (row) => number(row.n_pairs, 0)], ["rejected", (row) => number(row.n_rejected, 0)],
    ["residual", (row) => number(row.residual_rms, 3)], ["method", (row) => row.method, "text"],
    ...(DATA.expiries.some((row) => row.note) ? [["note", (row) => remarks[row.note] || "", "text"]] : []),
  ], DATA.expiries);
}

function drawLeftOut() {
  const meaning = (reason) => (reason === "OK" ? "used" : reason.toLowerCase().replaceAll("_", " "));
  const reasons = Object.entries(DATA.counts.reasons);
  fillTable("reasons", [
    ["reason", (row) => meaning(row[0]), "text"], ["quotes", (row) => number(row[1], 0)], ["share", (row) => percent(row[1] / DATA.counts.quotes, 1)],
  ], [...reasons, ["total", DATA.counts.quotes]], (row) => (row[0] === "total" ? "total" : ""));
  if (DATA.counts.quotes_left_out === 0) { byId("left_out").replaceChildren(node("p", { class: "lead" }, "No quote was left out.")); return; }
  const shades = ["accent", "second", "bar", "good", "bad", "faint", "soft", "left"].map(colour);
  const days = [...new Set(DATA.left_out.map((row) => row.expiry))].sort();
  const index = new Map(days.map((day, i) => [day, i]));
  const traces = reasons.filter(([reason, count]) => reason !== "OK" && count).map(([reason], i) => {
    const rows = DATA.left_out.filter((row) => row.reason === reason);
    return { type: "bar", name: meaning(reason), x: rows.map((row) => index.get(row.expiry)), y: rows.map((row) => row.count), marker: { color: shades[i % shades.length] },
      text: rows.map((row) => row.expiry.slice(0, 10)), textposition: "none", hovertemplate: `%{text}: %{y} ${meaning(reason)}<extra></extra>` };
  });
  const every = Math.max(1, Math.ceil(days.length / 10));
  const ticks = days.map((day, i) => [day.slice(0, 10), i]).filter(([, i]) => i % every === 0);
  draw("left_out", traces, { barmode: "stack", bargap: 0.25, showlegend: true, yaxis: axis("Quotes left out"),
    xaxis: axis("", { tickvals: ticks.map(([, i]) => i), ticktext: ticks.map(([day]) => day), tickangle: -35 }) });
}
