state.expiry = (() => {
  const month = DATA.expiries.findIndex((expiry) => 365 * expiry.years >= 25);
  return month < 0 ? 0 : month;
})();
redraws.push(drawSmile, drawThumbs, drawGreeks, drawQuotes, drawExercise, drawPremium);

function drawEverything() {
  drawHeading(); drawCards(); redrawAll(); drawContents(); drawFigures(); drawTerm(); drawForwards(); drawTime(); drawFit();
  drawLeftOut(); drawCertificate(); drawBook(); drawLadder(); drawTimings(); drawSettings();
}
drawEverything();
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawEverything);
