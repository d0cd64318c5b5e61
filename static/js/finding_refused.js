// Shows its author, one after the other, the findings that were not taken, to be changed or dropped.
(function () {
  "use strict";
  const form = document.getElementById("finding");
  if (!form) return;
  const place = document.querySelector("[data-finding-refused]"), part = (name) => place.querySelector("[data-" + name + "]");
  let item = null;

  document.addEventListener("outbox:changed", (event) => {
    const mine = event.detail.items.filter((one) => one.finding && one.author === form.dataset.card);
    item = mine.find((one) => one.refused && one.finding === form.dataset.inspection) || null;
    place.hidden = !item;
    part("why").textContent = item ? item.why : "";
    part("what").textContent = item ? item.fields.text : "";
  });
  part("back").addEventListener("click", () => document.dispatchEvent(new CustomEvent("finding:back", { detail: { item } })));
  part("discard").addEventListener("click", () => { window.store.drop(item); window.outbox.changed(); });
})();
