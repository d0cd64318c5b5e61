// Shows the receipt of what has arrived: a number, or once, in large type, the code of a report.
(function () {
  "use strict";
  const form = document.getElementById("submission"), el = (id) => document.getElementById(id);
  if (!form) return;

  function showCode(code, noted) {
    const place = el("receipt"), part = document.createElement("div");
    part.appendChild(el("report-receipt").content.cloneNode(true));
    part.querySelector("[data-code]").textContent = code.replace(/(.{4})(?=.)/g, "$1 ");
    part.querySelector("[data-noted]").addEventListener("click", () => {
      part.remove(); // another one stays until it is noted as well
      place.hidden = !place.firstElementChild;
      noted();
      form.elements.text.focus();
    });
    if (place.hidden) place.textContent = "";
    place.appendChild(part);
    place.hidden = false;
    place.focus();
  }
  document.addEventListener("outbox:receipt", (event) => {
    const item = event.detail.item, receipt = event.detail.receipt;
    el("notice").textContent = "";
    if (!receipt.code) {
      el("sent").querySelector("[data-label]").textContent = receipt.label;
      el("sent").firstElementChild.hidden = false;
      return;
    }
    const kept = { id: item.id, at: item.at, author: item.author, slip: item.slip, code: receipt.code };
    if (location.protocol === "https:") window.store.put(kept); // until it is noted
    showCode(receipt.code, () => window.store.drop(kept));
  });
  document.addEventListener("DOMContentLoaded", () => { // what arrived while somebody else was here
    const mine = window.store.all().filter((item) => item.code && item.author === form.dataset.card);
    mine.forEach((item) => showCode(item.code, () => window.store.drop(item)));
  });
})();
