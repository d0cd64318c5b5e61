// Shows the receipt of what has arrived: a number, or once, in large type, the code of a report.
(function () {
  "use strict";
  const el = (id) => document.getElementById(id);

  function showCode(code) {
    const place = el("receipt"), first = place.hidden;
    if (first) place.textContent = ""; // a second one joins the first until both are noted
    place.appendChild(el("report-receipt").content.cloneNode(true));
    place.querySelectorAll("[data-code]").forEach((one) => {
      if (!one.textContent.trim()) one.textContent = code.replace(/(.{4})(?=.)/g, "$1 ");
    });
    place.querySelectorAll("[data-noted]").forEach((button) => button.addEventListener("click", () => {
      place.hidden = true;
      place.textContent = "";
    }));
    place.hidden = false;
    place.focus();
  }

  window.receipts = {
    show(receipt) {
      if (receipt.receipt) return showCode(receipt.receipt);
      el("sent").querySelector("[data-label]").textContent = receipt.label;
      el("sent").hidden = false;
    },
  };
})();
