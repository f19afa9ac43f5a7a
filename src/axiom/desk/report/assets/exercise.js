function drawExercise() {
  const early = DATA.early_exercise, dated = early.dividends.length > 0;
  const section = byId("early_exercise"), shown = early.american || dated;
  section.hidden = !shown;
  if (!shown) return;
  const all = early.put_call;
  const kind = early.american
    ? "Options are American: each quote is turned into the European option with the same vol of the spot and the same dividends, and that option's vol is what the surface is fitted to."
    : "Options are European; the dividends split the forward.";
  byId("exercise_lead").textContent = `${kind} ${percent(all.vol_share, 1)} of the ${number(all.n_usable, 0)} usable quotes have a vol. Call and put of a strike should have the same one: near the money (one standard deviation, ${number(all.n_gaps, 0)} strikes) they differ by ${number(100 * all.gap_abs_median, 3)} vol points, or ${number(all.gap_spreads_median, 2)} spreads, at the median. A gap that grows to one side tells of wrong dividends, rate or borrow.`;
  drawGaps(early); drawBorrow(early); drawExerciseTable(early, dated); drawDividends(early, dated);
}

function drawGaps(early) {
  const spreads = state.gap === "spreads", gaps = early.gaps, values = spreads ? gaps.gap_spreads : gaps.gap_pct;
  byId("gap_picker").replaceChildren(toggle("gap", [["spreads", "In spreads"], ["vol", "In vol points"]]));
  const near = values.filter((value, i) => finite(value) && Math.abs(gaps.distance[i]) <= 1);
  const reach = Math.max(spreads ? 1 : 0.2, 1.2 * quantile(near, 0.98));
  draw("gaps", [{
    type: "scattergl", x: gaps.distance, y: values, mode: "markers", marker: { size: 4, color: colour("accent"), opacity: 0.5 },
    text: gaps.expiry.map((expiry, i) => `${expiry.slice(0, 10)} ${gaps.strike[i]}`), hovertemplate: `%{text}: %{y:.2f} ${spreads ? "spreads" : "vol pt"}<extra></extra>`,
  }], {
    xaxis: axis("ln(strike / forward) in deviations", { range: [-2.6, 2.6] }), yaxis: axis(spreads ? "Call − put vol, spreads" : "Call − put vol, vol points", { range: [-reach, reach] }),
    shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: 0, y1: 0, line: { color: colour("faint"), width: 1 } }],
  });
}

function drawBorrow(early) {
  const rows = early.expiries.filter((row) => finite(row.borrow_rate));
  byId("borrow_title").textContent = rows.length ? "Borrow rate beside the dividends" : "Implied dividend yield, borrow included";
  const value = rows.length ? "borrow_rate" : "dividend_yield";
  const errors = early.expiries.filter((row) => finite(row[value])).map((row) => ({ ...row, carry_se: row.borrow_se }));
  if (!errors.length) return;
  const longer = errors.filter((row) => 365 * row.years >= 21), kept = (longer.length >= 2 ? longer : errors).map((row) => 100 * row[value]);
  const low = Math.min(...kept), high = Math.max(...kept), pad = Math.max(0.4 * (high - low), 0.3);
  draw("borrow", [{
    x: errors.map((row) => 365 * row.years), y: errors.map((row) => 100 * row[value]), mode: "markers",
    error_y: { type: "data", array: errors.map((row) => 200 * (row.carry_se || 0)), color: colour("faint"), thickness: 1.2, width: 2 },
    marker: { size: 6, color: colour("accent") }, text: errors.map((row) => row.expiry_date), hovertemplate: "%{text}: %{y:.3f} %<extra></extra>",
  }], { xaxis: daysAxis(), yaxis: axis("Rate, %", { range: [low - pad, high + pad] }) });
}

function drawPremium() {
  const early = DATA.early_exercise;
  if (!early.american) { byId("premium_panel").hidden = true; return; }
  picker("premium_picker");
  const premiums = early.premiums[state.expiry], forward = DATA.expiries[state.expiry].forward;
  const line = (side, shade) => ({
    x: premiums[`${side}_strike`], y: premiums[`${side}_premium`], mode: "lines+markers", name: side, marker: { size: 4 }, line: { color: colour(shade), width: 1.6 },
    hovertemplate: `${side} %{x}: %{y:.4g}<extra></extra>`,
  });
  draw("premium", [line("call", "accent"), line("put", "second")], {
    showlegend: true, xaxis: axis("Strike; the dotted line is the forward"), yaxis: axis("Early-exercise premium, price", { rangemode: "tozero" }),
    shapes: [{ type: "line", x0: forward, x1: forward, yref: "paper", y0: 0, y1: 1, line: { color: colour("faint"), width: 1, dash: "dot" } }],
  });
}

function drawExerciseTable(early, dated) {
  const vol = (value) => (finite(value) ? number(100 * value, 3) : "–");
  fillTable("exercise_table", [
    ["expiry", (row) => row.expiry_date, "text"], ["days", (row) => number(365 * row.years, 1)],
    ...(dated ? [["dividends", (row) => number(row.n_dividends, 0)], ["worth now", (row) => number(row.dividend_value, 3)]] : []),
    ...(early.expiries.some((row) => finite(row.borrow_rate)) ? [["borrow", (row) => percent(row.borrow_rate, 3)], ["± s.e.", (row) => percent(row.borrow_se, 3)]] : []),
    ["usable", (row) => number(row.n_usable, 0)], ["with a vol", (row) => percent(row.vol_share, 1)],
    ["strikes", (row) => number(row.n_gaps, 0)], ["call − put, pt", (row) => vol(row.gap_median)],
    ["size, pt", (row) => vol(row.gap_abs_median)], ["in spreads", (row) => number(row.gap_spreads_median, 2)],
    ...(early.american ? [["premium, call", (row) => number(row.call_premium, 3)], ["put", (row) => number(row.put_premium, 3)]] : []),
  ], early.expiries);
  byId("exercise_foot").textContent = "Near the money: strikes whose call and put both have a vol, the median of call less put, of its size in vol points, and of its size in bid–ask spreads."
    + (early.american ? " Premium: the largest that early exercise is worth among the usable quotes." : "");
}

function drawDividends(early, dated) {
  byId("dividend_panel").hidden = !dated;
  if (!dated) return;
  byId("dividend_lead").textContent = `As given in ${early.dividend_source}; the price is ex from the opening in New York.`;
  fillTable("dividend_table", [
    ["ex-date", (row) => row.ex_date, "text"], ["days", (row) => number(365 * row.years, 1)],
    ["cash", (row) => (row.amount ? number(row.amount, 4) : "–")], ["share of the price", (row) => (row.proportion ? percent(row.proportion, 3) : "–")],
    ["", (row) => (row.counts ? "" : row.years > 0 ? "after the last expiry" : "ex already"), "text"],
  ], early.dividends);
}
