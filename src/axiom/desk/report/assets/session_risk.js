const GREEK_TITLES = { delta: "Delta times spot", gamma: "Gamma: change of that for 1 % of spot", vega: "Vega per vol point", theta: "Theta a calendar day", vanna: "Vanna: change of delta times spot a vol point", volga: "Volga: change of vega a vol point" };

function limitShapes(limit) {
  if (!finite(limit)) return [];
  return [limit, -limit].map((level) => ({ type: "line", xref: "paper", x0: 0, x1: 1, y0: level, y1: level, line: { color: colour("bad"), width: 1.2, dash: "dash" } }));
}

function drawGreekCharts() {
  const greeks = DATA.greeks;
  byId("greeks").replaceChildren(...greeks.greeks.map((greek) => node("div", { class: "panel" },
    node("h3", {}, GREEK_TITLES[greek.name] ?? words(greek.name)), node("div", { id: `greek_${greek.name}`, class: "chart low" }))));
  for (const greek of greeks.greeks) {
    draw(`greek_${greek.name}`, [line(greeks.time, greek.amount, greek.name, "accent")], {
      shapes: limitShapes(greek.limit), xaxis: timeAxis({ nticks: 4, tickangle: 0 }), yaxis: axis("", { zeroline: true, zerolinecolor: colour("faint"), ...limitRange(greek) }), margin: { l: 54, r: 14, t: 8, b: 30 },
    });
  }
}

function limitRange(greek) {
  if (!finite(greek.limit)) return {};
  const reach = 1.1 * Math.max(greek.limit, ...greek.amount.filter(finite).map(Math.abs));
  return { range: [-reach, reach] };
}

function drawVega() {
  const vega = DATA.vega_by_expiry, names = vega.expiries.map((one) => one.expiry);
  byId("vega_foot").textContent = names.length ? limitWords(vega.expiries) : "No option was held.";
  byId("vega_by_expiry").hidden = !names.length;
  if (!names.length) return;
  if (names.length > 8) {
    draw("vega_by_expiry", [heat(vega)], { xaxis: timeAxis(), yaxis: axis("Expiry", { type: "category", showgrid: false }) });
    return;
  }
  const limit = vega.expiries.every((one) => one.limit === vega.expiries[0].limit) ? vega.expiries[0].limit : null;
  draw("vega_by_expiry", vega.expiries.map((one, index) => line(vega.time, one.vega, one.expiry, "ink", { line: { color: TERM_COLOURS[index], width: 1.8, shape: "hv" } })),
    { showlegend: true, shapes: limitShapes(limit), hovermode: "x unified", xaxis: timeAxis(), yaxis: axis("Currency", { zeroline: true, zerolinecolor: colour("faint") }) });
}

function heat(vega) {
  const z = vega.expiries.map((one) => one.vega), reach = Math.max(...z.flat().map((value) => Math.abs(value ?? 0))) || 1;
  return {
    type: "heatmap", x: vega.time, y: vega.expiries.map((one) => one.expiry), z, zmin: -reach, zmax: reach, colorbar: { thickness: 10, outlinewidth: 0, tickfont: { color: colour("soft"), size: 11 } },
    colorscale: [[0, colour("second")], [0.5, colour("panel")], [1, colour("accent")]], hovertemplate: "%{y}<br>%{x}<br>%{z:,.2f}<extra></extra>",
  };
}

function limitWords(expiries) {
  const bounded = expiries.filter((one) => finite(one.limit));
  if (!bounded.length) return "No limit was set on the vega of an expiry.";
  const levels = [...new Set(bounded.map((one) => money(one.limit)))];
  return `Limit on the vega of an expiry: ${levels.join(", ")}.`;
}

function drawLimits() {
  const limits = DATA.limits.limits, share = (value) => (value === null ? "beyond any" : percent(value, 1));
  byId("limit_pair").hidden = !limits.length;
  byId("limit_lead").textContent = limits.length
    ? `Share of each limit that was used; beyond 100 % the limit is exceeded, and quotes are pulled until it is kept again (a loss kills them). ${DATA.limits.breaches.length ? `Times that a limit was exceeded: ${number(DATA.limits.breaches.length, 0)}.` : "No limit was exceeded."}`
    : "No limits were set.";
  if (!limits.length) return;
  fillTable("limit_table", [["limit", (row) => words(row.name), "text"], ["highest", (row) => share(row.highest)], ["at the end", (row) => share(row.last)]], limits);
  draw("limits", limits.map((one, index) => line(DATA.limits.time, one.share.map((value) => (finite(value) ? 100 * value : null)), words(one.name), "ink", { line: { color: TERM_COLOURS[index % TERM_COLOURS.length], width: 1.6, shape: "hv" } })),
    { showlegend: limits.length < 13, hovermode: "x unified", shapes: [limitShapes(100)[0]], xaxis: timeAxis(), yaxis: axis("%", { rangemode: "tozero" }) });
}

const STATE_COLOURS = { QUOTING: "good", LIVE: "good", PULLED: "second", WIDE: "second", LAST_GOOD: "second", KILLED: "bad", REFUSED: "bad" };

function drawStates() {
  const states = DATA.states, said = (shares) => Object.entries(shares).map(([name, share]) => `${words(name)} ${percent(share, 1)}`).join(", ");
  byId("state_lead").textContent = `At the end of updates, quotes: ${said(states.shares.quotes)}. Surface: ${said(states.shares.surface) || "not updated"}; LIVE follows the quotes, WIDE lacks some, LAST_GOOD stands still since its quotes are stale or refused.`;
  const rows = [["surface", states.surface], ["quotes", states.quotes]];
  const used = [...new Set(rows.flatMap(([, spans]) => spans.map((span) => span.state)))];
  const traces = used.map((state) => {
    const own = rows.flatMap(([row, spans]) => spans.filter((span) => span.state === state).map((span) => ({ row, ...span })));
    return {
      type: "scatter", mode: "lines", name: words(state), x: own.flatMap((span) => [span.begin, span.end, null]), y: own.flatMap((span) => [span.row, span.row, null]),
      line: { color: colour(STATE_COLOURS[state] ?? "bar"), width: 16 }, hovertemplate: `${words(state)}<br>%{x}<extra></extra>`, opacity: state === "LAST_GOOD" ? 0.6 : 1,
    };
  });
  draw("states", traces, { showlegend: true, xaxis: timeAxis(), yaxis: axis("", { type: "category", showgrid: false, range: [-0.6, 1.6] }) });
  const most = 200, events = states.events;
  byId("event_panel").hidden = !events.length;
  fillTable("events", [["time, UTC", (row) => when(row.time), "text"], ["what", (row) => row.what, "text"], ["why", (row) => row.why, "text wrap"]], events.slice(0, most));
  byId("event_foot").textContent = events.length > most ? `The first ${most} of ${number(events.length, 0)}.` : "";
}
