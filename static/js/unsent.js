// Lists what waits on this device, and says under the bar when the network is gone.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const list = document.getElementById("unsent"), strip = document.getElementById("strip");
  const template = document.getElementById("unsent-item");

  function line(item) {
    const row = template.content.cloneNode(true);
    row.querySelectorAll("[data-kind]").forEach((one) => { one.hidden = one.dataset.kind !== item.fields.kind; });
    row.querySelectorAll("[data-refused]").forEach((one) => { one.hidden = !item.refused; });
    row.querySelector("[data-waits]").hidden = Boolean(item.refused);
    if (item.fields.kind !== "report") row.querySelector(".txt").textContent = item.fields.text;
    row.querySelector("[data-take-back]").addEventListener("click", () => {
      form.dispatchEvent(new CustomEvent("outbox:back", { detail: { item: item } }));
    });
    return row;
  }
  form.addEventListener("outbox:changed", (event) => {
    const waiting = event.detail.items.filter((item) => !item.refused);
    list.textContent = "";
    event.detail.items.filter((item) => item.id !== form.dataset.held).forEach((item) => list.appendChild(line(item)));
    form.querySelector("[data-held]").hidden = !form.dataset.held || !(event.detail.offline || event.detail.barred);
    strip.hidden = !event.detail.offline;
    strip.querySelector("[data-pending]").textContent = waiting.length;
  });
})();
