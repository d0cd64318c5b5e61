// A stock phrase goes into its box with one tap, and can be changed there.
(function () {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    event.preventDefault();
    const box = document.getElementById(button.dataset.fill);
    box.value = button.textContent.trim();
    box.focus();
  });
})();
