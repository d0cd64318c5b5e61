// Says which typefaces of a paper are not on this PC. A face is there when Latin text set in it is
// not as wide as in every one of the faces that would stand in for it.
(function () {
  "use strict";
  const TEXT = "mmmmWWWWiiiilllj 0123", BASES = ["monospace", "sans-serif", "serif"];
  const STAND_INS = /^(noto (sans|serif) cjk|lxgw |serif$|sans-serif$)/i;
  const pen = document.createElement("canvas").getContext("2d");
  const note = document.querySelector("[data-faces]");
  if (!pen || !note) return;

  function width(family) {
    pen.font = "72px " + family;
    return pen.measureText(TEXT).width;
  }
  function isThere(face) {
    return BASES.some((base) => width(face + ", " + base) !== width(base));
  }
  // The style sheet names them: the first ones by the standard, then what may stand in.
  function isShown(place) {
    const named = getComputedStyle(place).fontFamily.split(",").map((face) => face.trim());
    return named.filter((face) => !STAND_INS.test(face.replace(/["']/g, ""))).some(isThere);
  }

  const missing = [];
  [].forEach.call(document.querySelectorAll("[data-face]"), (place) => {
    const face = place.getAttribute("data-face");
    if (missing.indexOf(face) < 0 && !isShown(place)) missing.push(face);
  });
  note.querySelector("[data-names]").textContent = missing.join("、");
  note.hidden = !missing.length;
})();
