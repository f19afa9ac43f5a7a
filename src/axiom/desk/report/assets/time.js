function drawTime() {
  const clock = DATA.clock, weights = clock.weights, fitted = clock.fitted || [];
  const section = byId("time");
  section.hidden = !weights && !clock.events.length && !fitted.length;
  if (section.hidden) return;
  const pace = weights
    ? `Variance passes by the sessions of ${clock.calendar}: of an ordinary trading day ${percent(weights.overnight, 0)} from close to opening, a Saturday or Sunday ${number(weights.weekend, 2)}, another day without a session ${number(weights.holiday, 2)}, a short session ${number(weights.early_close, 2)} of an ordinary one.`
    : "Variance passes evenly by the calendar.";
  byId("time_lead").textContent = `${pace} A year of variance has ${number(clock.days_per_year, 2)} ordinary days. Interpolation between expiries, theta and theta_1d follow this clock.`;
  const found = new Map(fitted.map((row) => [instant(row.at), row]));
  const counted = new Map(clock.events.map((event) => [instant(event.at), event]));
  const rows = [...new Set([...counted.keys(), ...found.keys()])].sort((a, b) => a - b)
    .map((at) => ({ at, ...counted.get(at), ...found.get(at), used: counted.get(at)?.days, at_time: at, is_fitted: found.has(at) }));
  byId("event_panel").hidden = !rows.length;
  fillTable("events", [
    ["event", (row) => row.label || "", "text"],
    ["at, UTC", (row) => new Date(row.at_time).toISOString().slice(0, 16).replace("T", " "), "text"],
    ["days used", (row) => optional(row.used, 2)],
    ["days fitted", (row) => (row.is_fitted ? optional(row.days, 2) : "")],
    ["s.e.", (row) => (row.is_fitted ? optional(row.days_se, 2) : "")],
    ["move, %", (row) => (row.is_fitted && finite(row.move) ? number(100 * row.move, 2) : "")],
    ["", (row) => (row.is_fitted ? row.status.replace("_", " ") : "given"), "text"],
  ], rows);
}

function instant(text) {
  return new Date(text).getTime();
}

function optional(value, digits) {
  return finite(value) ? number(value, digits) : "–";
}
