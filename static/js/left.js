// A tablet that was handed on without a network shows nothing of the last person, even reloaded.
(function () {
  "use strict";
  try {
    if (localStorage.getItem("kaimen.leaving")) document.documentElement.classList.add("left");
  } catch (e) { /* nothing is kept on this device */ }
  addEventListener("pagehide", () => document.documentElement.classList.add("away"));
  addEventListener("pageshow", (event) => { // Back has brought up the page as it was left
    if (event.persisted) location.reload();
    else document.documentElement.classList.remove("away");
  });
})();
