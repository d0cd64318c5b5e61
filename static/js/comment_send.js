// Hands a comment to the outbox. The box is emptied when its receipt has come, not before.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const el = (id) => document.getElementById(id), box = form.elements.text, sent = el("sent").firstElementChild;
  const isHere = (item) => item.to === form.dataset.to && item.author === form.dataset.card;

  function hold(id) { // of the comment whose text still stands in the box
    form.dataset.held = id;
    box.readOnly = Boolean(id);
    form.querySelector("[type=submit]").disabled = Boolean(id);
  }
  function empty() {
    hold("");
    box.value = "";
    window.comment.written();
  }
  function takeBack(item) {
    hold("");
    if (!window.comment.open(item.fields.paragraph_id, item.place)) return;
    box.value = item.fields.text;
    window.store.drop(item);
    window.comment.written();
    window.outbox.changed();
    box.focus();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.held) return;
    sent.hidden = true;
    el("notice").textContent = "";
    const fields = {}, id = window.newId(), place = window.comment.name();
    new FormData(form).forEach((value, name) => { if (name !== "slip") fields[name] = value; });
    fields.client_id = id;
    hold(id);
    window.comment.written(); // from here on the outbox keeps it
    const item = { id, at: Date.now(), author: form.dataset.card, slip: form.elements.slip.value, to: form.dataset.to, place, fields };
    item.name = place + "，等待编号";
    window.outbox.add(item);
  });
  form.querySelector("[data-another]").addEventListener("click", () => { empty(); window.outbox.changed(); box.focus(); });
  document.addEventListener("outbox:back", (event) => {
    if (box.value) el("notice").textContent = form.dataset.busy; else takeBack(event.detail.item);
  });
  document.addEventListener("outbox:refused", (event) => {
    const item = event.detail.item;
    if (!item.refused || item.id !== form.dataset.held) return;
    el("notice").textContent = item.why;
    takeBack(item);
  });
  document.addEventListener("outbox:receipt", (event) => {
    el("notice").textContent = "";
    sent.querySelector("[data-label]").textContent = event.detail.receipt.label;
    sent.hidden = false;
    if (!isHere(event.detail.item) || event.detail.item.id !== form.dataset.held) return;
    empty();
    form.hidden = true;
  });
})();
