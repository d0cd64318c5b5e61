// With the keyboard up, what is left of the screen belongs to the box and its button. Where the page
// shrinks for it the style sheet sees to that; where the keyboard lies over the page, this does.
(function () {
  "use strict";
  const seen = window.visualViewport, form = document.getElementById("submission");
  if (!seen || !form) return;
  function fit() {
    const up = seen.height < innerHeight * 0.75 && seen.scale < 1.1; // and not a page made larger
    document.documentElement.classList.toggle("low", up);
    if (up && form.contains(document.activeElement)) form.scrollIntoView({ block: "start" });
  }
  seen.addEventListener("resize", fit);
  form.addEventListener("focusin", () => setTimeout(fit, 300)); // when the keyboard has come up
  fit();
})();
