const DATA = JSON.parse(document.getElementById("data").textContent);
const state = { expiry: 0, axis: "strike", residual: "spreads", greek: "gamma", gap: "spreads" };
const redraws = [];

const byId = (id) => document.getElementById(id);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const finite = (value) => typeof value === "number" && Number.isFinite(value);

function number(value, digits = 2) {
  if (!finite(value)) return "–";
  const shown = value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return /^-0(\.0*)?$/.test(shown) ? shown.slice(1) : shown.replace("-", "−");
}
const percent = (value, digits = 2) => (finite(value) ? `${number(100 * value, digits)} %` : "–");

function significant(value, digits = 5) {
  if (!finite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size < -4 || size > 12) return value.toExponential(2).replace("-", "−");
  return number(value, Math.max(0, Math.min(8, digits - 1 - size)));
}

function money(value) {
  if (!finite(value)) return "–";
  const size = Math.abs(value);
  if (size < 5e-5) return "0";
  return number(value, size >= 1000 ? 0 : size >= 1 ? 2 : 4);
}

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// columns: [heading, cell(row) -> string or node, class]
function fillTable(id, columns, rows, rowClass = () => "") {
  const head = node("tr", {}, ...columns.map(([name, , kind]) => node("th", { class: kind || "" }, name)));
  const body = rows.map((row) => node("tr", { class: rowClass(row) },
    ...columns.map(([, cell, kind]) => node("td", { class: kind || "" }, cell(row)))));
  byId(id).replaceChildren(node("thead", {}, head), node("tbody", {}, ...body));
}

function axis(title, more = {}) {
  return {
    title: { text: title, standoff: 8, font: { size: 12, color: colour("soft") } }, gridcolor: colour("rule"),
    linecolor: colour("rule"), zeroline: false, ticks: "", tickfont: { size: 11, color: colour("soft") },
    automargin: true, ...more,
  };
}

function draw(id, traces, layout = {}) {
  const base = {
    font: { family: colour("font"), size: 12, color: colour("ink") }, paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)", margin: { l: 54, r: 14, t: 8, b: 42 }, hovermode: "closest",
    hoverlabel: { bgcolor: colour("panel"), bordercolor: colour("rule"), font: { color: colour("ink"), size: 12 } },
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 12 } }, showlegend: false,
  };
  pending.set(id, () => Plotly.react(id, traces, { ...base, ...layout }, { displayModeBar: false, responsive: true }));
  if (onScreen.has(id)) drawPending(id); else near.observe(byId(id));
}

// Charts are drawn when they come near the screen, so that the page opens at once.
const pending = new Map(), onScreen = new Set();
function drawPending(id) {
  const act = pending.get(id);
  pending.delete(id);
  if (act) act();
}
const near = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => {
  if (isIntersecting) { onScreen.add(target.id); drawPending(target.id); } else onScreen.delete(target.id);
}), { rootMargin: "600px 0px" });
window.addEventListener("beforeprint", () => [...pending.keys()].forEach(drawPending));

function label(expiry) {
  const twice = DATA.expiries.filter((other) => other.expiry_date === expiry.expiry_date).length > 1;
  return twice ? `${expiry.expiry_date} ${expiry.settlement}` : expiry.expiry_date;
}

const DAY_TICKS = [[1, "1 d"], [7, "1 w"], [30.4, "1 m"], [91.3, "3 m"], [182.6, "6 m"], [365, "1 y"], [730, "2 y"], [1826, "5 y"]];
const MORE_TICKS = [[2, "2 d"], [14, "2 w"], [21, "3 w"], [45.7, "1½ m"], [60.8, "2 m"], [121.7, "4 m"], [273.9, "9 m"], [547.9, "18 m"], [1095, "3 y"]];
function dayTicks(low, high) {
  const within = ([day]) => day >= low && day <= high;
  const few = DAY_TICKS.filter(within);
  return few.length >= 4 ? few : [...DAY_TICKS, ...MORE_TICKS].filter(within).sort(([a], [b]) => a - b);
}
function daysAxis(more = {}) {
  const days = DATA.expiries.map((expiry) => 365 * expiry.years);
  const low = Math.min(...days), high = Math.max(...days);
  const ticks = dayTicks(low / 1.25, high * 1.25);
  return axis("Time to expiry", {
    type: "log", tickvals: ticks.map(([day]) => day), ticktext: ticks.map(([, text]) => text),
    range: [Math.log10(low / 1.25), Math.log10(high * 1.25)], ...more,
  });
}
const daysOf = () => DATA.expiries.map((expiry) => 365 * expiry.years);

function picker(id, more = []) {
  const choose = (index) => { state.expiry = (index + DATA.expiries.length) % DATA.expiries.length; redrawAll(); };
  const select = node("select", { "aria-label": "Expiry", onchange: (event) => choose(event.target.selectedIndex) },
    ...DATA.expiries.map((expiry) => node("option", {}, `${label(expiry)} · ${number(365 * expiry.years, 0)} d`)));
  select.selectedIndex = state.expiry;
  const step = (text, by, name) => node("button", { "aria-label": name, onclick: () => choose(state.expiry + by) }, text);
  byId(id).replaceChildren(step("‹", -1, "Earlier expiry"), select, step("›", 1, "Later expiry"), ...more);
}

function toggle(key, options) {
  return node("span", { class: "group" }, ...options.map(([value, text]) => node("button", {
    "aria-pressed": String(state[key] === value), onclick: () => { state[key] = value; redrawAll(); },
  }, text)));
}

function redrawAll() { redraws.forEach((redraw) => redraw()); }
