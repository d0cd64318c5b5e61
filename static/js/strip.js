// Says under the bar how much waits on this device, and nothing more of it.
(function () {
  "use strict";
  const strip = document.querySelector("[data-strip]"), root = document.documentElement, SOON = 1500; // ms
  const part = (name) => strip.querySelector("[data-" + name + "]");
  let last = { items: [], offline: false };

  function put(el, text) { if (el.textContent !== text) el.textContent = text; } // or it is read out again
  function show() {
    const form = document.getElementById("submission"), mine = form ? form.dataset.card : "";
    const waiting = last.items.filter((item) => !item.refused && !item.code);
    const late = waiting.filter((item) => item.author !== mine || Date.now() - item.at > SOON);
    const here = form ? form.dataset.to || "" : ""; // what was refused stands beside the box it was written in
    const stuck = last.items.filter((item) => item.refused && (item.author !== mine || (item.to || "") !== here));
    const offline = last.offline || (root.dataset.live === "off" && !root.dataset.ended);
    put(part("pending"), String(waiting.length));
    put(part("refused"), String(stuck.length));
    part("offline").hidden = !offline;
    part("waiting").hidden = !waiting.length || !(offline || late.length);
    part("stuck").hidden = !stuck.length;
    strip.hidden = part("offline").hidden && part("waiting").hidden && part("stuck").hidden;
  }
  document.addEventListener("outbox:changed", (event) => {
    last = event.detail;
    show();
    setTimeout(show, SOON + 50);
  });
  new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ["data-live", "data-ended"] });
})();
