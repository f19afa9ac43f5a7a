const TITLES = { present_value: "value", delta_cash: "delta cash", gamma_1pct: "gamma 1 %", vega_1pct: "vega 1 pt", theta_1d: "theta 1 d", rho_1bp: "rho 1 bp", vanna_1pct: "vanna 1 pt", volga_1pct: "volga 1 pt" };

const signed = (value, digits) => (value > 0 ? "+" : "") + number(value, digits);

function drawBook() {
  const book = DATA.book, figures = book.columns.map((name) => [TITLES[name] || name, (row) => money(row[name])]);
  byId("book_title").textContent = DATA.meta.has_book ? "Book and scenarios" : "Reference position and scenarios";
  const expired = book.expired.length ? ` ${number(book.expired.length, 0)} positions have expired; they are not valued.` : "";
  byId("book_lead").textContent = (DATA.meta.has_book ? `${number(book.n_positions, 0)} positions.` : DATA.meta.reference) + expired;
  const totals = [["", (row) => row.name, "text"], ["total", (row) => money(row.value)], ["meaning", (row) => row.meaning, "text wrap"]];
  fillTable("totals_desk", totals, book.desk);
  fillTable("totals_raw", totals, book.raw);
  fillTable("by_expiry", [["expiry, UTC", (row) => (row.expiry_instant ? row.expiry_instant.slice(0, 16).replace("T", " ") : "underlying"), "text"], ["positions", (row) => number(row.positions, 0)], ...figures], book.by_expiry);
  fillTable("by_strike", [["strike / forward", (row) => row.strike_bucket, "text"], ["positions", (row) => number(row.positions, 0)], ...figures], book.by_strike);
  fillTable("stresses", [
    ["stress", (row) => row.stress, "text"], ["spot", (row) => `${signed(100 * row.spot_move, 1)} %`], ["vol, 30 d", (row) => `${signed(100 * row.vol_move, 1)} pt`],
    ["rates", (row) => `${signed(1e4 * row.rate_move, 0)} bp`], ["profit", (row) => money(row.profit)], ["from", (row) => row.source, "text wrap"],
  ], book.stresses);
  const side = (row) => (row.is_call === null ? "underlying" : row.is_call ? "call" : "put");
  fillTable("positions", [
    ["expiry", (row) => row.expiry || "", "text"], ["strike", (row) => (row.strike === null ? "" : number(row.strike, 2))], ["", side, "text"],
    ["quantity", (row) => number(row.quantity, 0)], ["multiplier", (row) => number(row.multiplier, 0)], ["vol", (row) => percent(row.vol, 2)], ["price", (row) => number(row.price, 3)], ...figures,
  ], book.positions);
}

function drawLadder() {
  const ladder = DATA.book.ladder;
  const spots = ladder.spot_shocks.map((shock) => `${signed(100 * shock, Number.isInteger(Math.round(1e6 * shock) / 1e4) ? 0 : 1)} %`);
  const vols = ladder.vol_shocks.map((shock) => `${signed(100 * shock, Number.isInteger(Math.round(1e6 * shock) / 1e4) ? 0 : 1)} pt`);
  const z = vols.map((_, v) => spots.map((_, s) => ladder.profit[s][v]));
  const reach = Math.max(...z.flat().map(Math.abs)) || 1, middle = colour("panel");
  const text = z.map((row) => row.map((value) => (Math.abs(value) >= 1e8 ? `${number(value / 1e6, 1)} m` : money(value))));
  draw("ladder", [{
    type: "heatmap", x: spots, y: vols, z, text, texttemplate: "%{text}", textfont: { size: 11.5, color: colour("ink") }, zmin: -reach, zmax: reach, xgap: 2, ygap: 2, showscale: false,
    colorscale: [[0, colour("loss")], [0.5, middle], [1, colour("gain")]], hovertemplate: "spot %{x}, vol %{y}: %{text}<extra></extra>",
  }], { xaxis: axis("Spot", { type: "category", showgrid: false }), yaxis: axis("Vol", { type: "category", showgrid: false }), margin: { l: 62, r: 14, t: 8, b: 42 } });
  const meanings = {
    sticky_strike: "Sticky strike: every strike keeps its vol as spot moves, as the raw Greeks assume.",
    sticky_moneyness: "Sticky moneyness: every strike over forward keeps its vol, so the smile travels with the forward; the raw Greeks hold each strike's vol, smile_delta and smile_gamma do not.",
  };
  const ratio = `Skew-stickiness ratio ${number(ladder.skew_stickiness, 2)}: the smile follows the forward by ${number(1 - ladder.skew_stickiness, 2)} of its log-return, in the ladder as in smile_delta and smile_gamma; the raw Greeks hold each strike's vol.`;
  const meaning = meanings[ladder.dynamics] ?? ratio;
  byId("ladder_foot").textContent = `${meaning} Forwards move in proportion with spot; time, rates and yields stay. Vol moves are parallel, in vol points. Currency of the quotes.`;
}
