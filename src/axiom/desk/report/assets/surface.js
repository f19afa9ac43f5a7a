function drawSurface() {
  const grid = DATA.surface, days = grid.years.map((years) => 365 * years);
  const low = days[0], high = days[days.length - 1];
  const ticks = dayTicks(low * 0.97, high * 1.03);
  const side = (title, more = {}) => ({
    title: { text: title, font: { size: 12, color: colour("soft") } }, gridcolor: colour("rule"), zerolinecolor: colour("rule"),
    tickfont: { size: 11, color: colour("soft") }, showbackground: false, ...more,
  });
  draw("surface3d", [{
    type: "surface", x: grid.moneyness_pct, y: days.map((day) => grid.moneyness_pct[0].map(() => Math.log10(day))), z: grid.vol_pct,
    colorscale: [[0, "#17406b"], [0.3, "#2f78b5"], [0.6, "#7fb6d9"], [0.85, "#e6c79c"], [1, "#b4572b"]],
    colorbar: { title: { text: "vol, %", side: "right", font: { size: 12 } }, thickness: 12, len: 0.6, outlinewidth: 0, tickfont: { size: 11 } },
    contours: { y: { show: true, color: "rgba(255,255,255,0.35)", width: 1, start: Math.log10(low), end: Math.log10(high), size: Math.log10(high / low) / 12 || 1 } },
    customdata: days.map((day) => grid.moneyness_pct[0].map(() => day)),
    hovertemplate: "strike %{x:.1f} % of forward<br>%{customdata:.0f} days<br>vol %{z:.2f} %<extra></extra>",
  }], {
    margin: { l: 0, r: 0, t: 0, b: 0 },
    scene: {
      xaxis: side("Strike, % of forward"), zaxis: side("Vol, %"),
      yaxis: side("Time to expiry", { tickvals: ticks.map(([day]) => Math.log10(day)), ticktext: ticks.map(([, text]) => text) }),
      aspectmode: "manual", aspectratio: { x: 1.6, y: 1.5, z: 0.8 }, camera: { eye: { x: 1.55, y: -1.78, z: 0.88 }, center: { x: 0, y: 0, z: -0.24 } },
    },
  });
}

function drawTerm() {
  draw("term", [{
    x: daysOf(), y: DATA.expiries.map((expiry) => 100 * expiry.atm_vol), mode: "lines+markers", line: { color: colour("accent"), width: 2 },
    marker: { size: 5 }, text: DATA.expiries.map(label), hovertemplate: "%{text}: %{y:.2f} %<extra></extra>",
  }], { xaxis: daysAxis(), yaxis: axis("Vol, %") });
}
