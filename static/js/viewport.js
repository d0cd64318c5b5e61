// With the keyboard up, what is left of the screen belongs to the box and its button. Some browsers
// shrink the page for it, others lay the keyboard over the page and tell only this.
(function () {
  "use strict";
  const seen = window.visualViewport, form = document.getElementById("submission"), LOW = 560;
  if (!seen || !form) return;
  function fit() {
    const up = seen.height <= LOW || (seen.height < innerHeight * 0.75 && document.activeElement === form.elements.text);
    document.documentElement.classList.toggle("low", up && seen.scale < 1.1);
    if (up && form.contains(document.activeElement)) form.scrollIntoView({ block: "start" });
  }
  seen.addEventListener("resize", fit);
  form.addEventListener("focusin", () => setTimeout(fit, 300)); // when the keyboard has come up
  fit();
})();
