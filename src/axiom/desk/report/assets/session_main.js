redraws.push(drawMarkouts);

function drawEverything() {
  drawHeading(); drawCards(); drawContents(); drawAccount(); drawExplain(); drawGreekCharts(); drawVega(); drawLimits();
  drawStates(); drawQuoteCharts(); drawFills(); redrawAll(); drawHedges(); drawSessionSettings();
}
drawEverything();
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawEverything);
