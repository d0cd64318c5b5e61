// Tells every some seconds who is at this draft, and at which of its blocks.
(function () {
  "use strict";
  if (!window.draft) return;
  const PULSE = 15000; // ms
  let block = "";
  function body(more) {
    const token = document.querySelector("#act [name=csrf_token]").value;
    return new URLSearchParams(Object.assign({ csrf_token: token, block: block }, more));
  }
  function tell() {
    if (document.visibilityState === "hidden") return;
    fetch(draft.editor().dataset.here, { method: "POST", body: body(), headers: { "HX-Request": "true" } }).catch(() => {});
  }
  document.addEventListener("focusin", (event) => {
    const form = event.target.closest && event.target.closest("form[data-block]");
    if (form && form.dataset.block !== block) { block = form.dataset.block; tell(); }
  });
  addEventListener("pagehide", () => { navigator.sendBeacon(draft.editor().dataset.here, body({ gone: "1" })); });
  addEventListener("pageshow", tell);
  document.addEventListener("visibilitychange", tell);
  setInterval(tell, PULSE);
})();
