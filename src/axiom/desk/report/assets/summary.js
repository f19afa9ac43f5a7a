function drawHeading() {
  const meta = DATA.meta;
  byId("heading").replaceChildren(
    node("h1", {}, `${meta.underlying} options`),
    node("p", {}, `${meta.valuation_time} · ${meta.has_spot ? "spot" : "nearest forward"} ${number(meta.spot, 2)} · ${meta.source}`));
  const notes = [...meta.notes, ...(meta.reference ? [meta.reference] : [])];
  byId("notes").replaceChildren(...(notes.length ? [node("ul", { class: "note" }, ...notes.map((text) => node("li", {}, text)))] : []));
}

function decided(conditions) {
  const own = conditions.filter((row) => row.kind === "butterfly" || row.kind === "calendar");
  if (own.every((row) => row.method === "proved")) return "proved at every strike and expiry";
  return "on the grid and at the quotes";
}

function drawCards() {
  const counts = DATA.counts, found = DATA.certificate.violations.length, fit = DATA.certificate;
  const totals = Object.fromEntries([...DATA.book.desk, ...DATA.book.raw].map((row) => [row.name, row.value]));
  const cards = [
    ["Expiries", number(counts.expiries_fitted, 0), `${number(counts.expiries, 0)} in the chain`],
    ["Quotes used", number(counts.quotes_used, 0), `${number(counts.quotes_left_out, 0)} of ${number(counts.quotes, 0)} left out`],
    ["Inside bid–ask", percent(fit.in_spread_share, 1), "of the quotes used"],
    ["RMSE", `${number(100 * fit.rmse_vol, 2)} vol pt`, `${number(fit.rmse_spreads, 2)} spreads`],
    ["Static arbitrage", found ? `${number(found, 0)} places` : "none found", decided(fit.conditions), found ? "bad" : "good"],
    [DATA.meta.has_book ? "Book value" : "Reference value", money(totals.present_value), `delta ${money(totals.delta)}, vega ${money(totals.vega_1pct)} a vol pt`],
    ["All steps", `${number(1000 * DATA.meta.seconds, 0)} ms`, "after the file is read"],
  ];
  byId("cards").replaceChildren(...cards.map(([name, figure, more, kind]) => node("div", { class: "card" },
    node("div", { class: "name" }, name), node("div", { class: `figure ${kind || ""}` }, figure), node("div", { class: "more" }, more))));
}

function drawTimings() {
  const longest = Math.max(...DATA.timings.map((timing) => timing.seconds));
  const rows = [...DATA.timings, { step: "all steps", seconds: DATA.meta.seconds, total: true }];
  fillTable("timings", [
    ["step", (row) => row.step, "text"],
    ["ms", (row) => number(1000 * row.seconds, 1)],
    ["", (row) => (row.total ? "" : node("i", { style: `width:${(100 * row.seconds) / longest}%` })), "meter"],
  ], rows, (row) => (row.total ? "total" : ""));
}

function drawSettings() {
  const rows = [...flat(DATA.settings), ["tick used", `${DATA.meta.tick} (${DATA.meta.tick_source})`]];
  fillTable("settings", [["setting", ([name]) => name, "text"], ["value", ([, value]) => shownSetting(value), "text wrap"]], rows);
  byId("footer").replaceChildren(`Axiom ${DATA.meta.version}. Vols and rates are per year, rates continuously compounded, time is ACT/365 fixed.`);
}
