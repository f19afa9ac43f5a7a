// The figures come drawn; text and axes take the page's colours.
function styled(part) {
  const title = { ...part.title, font: { size: 12, color: colour("soft") } };
  return { ...part, title, gridcolor: colour("rule"), linecolor: colour("rule"), zerolinecolor: colour("rule"), tickfont: { size: 11, color: colour("soft") } };
}

function pageLayout(layout) {
  const isAxis = (name) => /^[xyz]axis\d*$/.test(name);
  const restyle = (parts) => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, isAxis(name) ? styled(part) : part]));
  const found = restyle(layout);
  if (found.scene) found.scene = restyle(found.scene);
  return { ...found, margin: found.scene ? { l: 0, r: 0, t: 0, b: 0 } : { l: 58, r: 14, t: 30, b: 46 } };
}

function drawFigures() {
  for (const [id, figure] of Object.entries(DATA.figures)) {
    const traces = figure.data.map((trace) => (trace.type === "scatter3d" ? { ...trace, marker: { ...trace.marker, color: colour("ink") } } : trace));
    draw(id, traces, { showlegend: id === "density", ...pageLayout(figure.layout) });
  }
}

function drawTerm() {
  draw("term", [{
    x: daysOf(), y: DATA.expiries.map((expiry) => 100 * expiry.atm_vol), mode: "lines+markers", line: { color: colour("accent"), width: 2 },
    marker: { size: 5 }, text: DATA.expiries.map(label), hovertemplate: "%{text}: %{y:.2f} %<extra></extra>",
  }], { xaxis: daysAxis(), yaxis: axis("Vol, %") });
}
