// Lists what its author has sent from this device and the server has not listed yet.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const list = document.getElementById("unsent"), template = document.getElementById("unsent-item");
  const arrived = new Map(), LONG = 10000; // ms; by then the list has it, or has moved on
  let items = [], offline = false;

  const why = (item) => (item.late ? template.dataset.late : item.why) || "";
  function line(item, state) {
    const row = template.content.cloneNode(true), get = (name) => row.querySelector("[data-" + name + "]");
    row.querySelectorAll("[data-kind]").forEach((one) => { one.hidden = one.dataset.kind !== item.fields.kind; });
    row.querySelectorAll("[data-when]").forEach((one) => { one.hidden = one.dataset.when !== state; });
    if (item.fields.kind !== "report") row.querySelector(".txt").textContent = item.fields.text;
    if (item.name) get("number").textContent = item.name;
    get("why").hidden = !item.why || state === "arrived";
    get("why").textContent = why(item);
    get("volatile").hidden = !item.volatile || state !== "waits";
    const tell = (name) => () => document.dispatchEvent(new CustomEvent("outbox:" + name, { detail: { item: item } }));
    get("take-back").addEventListener("click", tell("back"));
    get("discard").addEventListener("click", () => { window.store.drop(item); window.outbox.changed(); });
    return row;
  }
  function draw() {
    list.textContent = "";
    const mine = items.filter((item) => item.author === form.dataset.card && item.fields && !item.to && item.id !== form.dataset.held);
    mine.filter((item) => !window.listed(item.id)).forEach((item) => list.appendChild(line(item, item.refused ? "refused" : "waits")));
    arrived.forEach((item) => { if (window.listed(item.id)) arrived.delete(item.id); else list.appendChild(line(item, "arrived")); });
  }
  document.addEventListener("outbox:receipt", (event) => {
    const item = event.detail.item, label = event.detail.receipt.label;
    if (event.detail.receipt.code || item.to) return; // a report is on no list, nor is a ballot
    item.name = label.replace("已收到，", "");
    arrived.set(item.id, item);
    setTimeout(() => { arrived.delete(item.id); draw(); }, LONG);
    draw();
  });
  document.addEventListener("outbox:changed", (event) => {
    items = event.detail.items;
    offline = event.detail.offline;
    const held = items.find((item) => item.id === form.dataset.held), box = form.querySelector("[data-held]");
    box.hidden = !held || !(offline || held.again || held.volatile && held.fields.kind !== "report");
    if (held) {
      box.querySelector("[data-stored]").hidden = held.volatile;
      box.querySelector("[data-volatile]").hidden = !held.volatile;
      box.querySelector("[data-soon]").hidden = Boolean(held.why);
      box.querySelector("[data-why]").textContent = why(held);
    }
    draw();
  });
})();
