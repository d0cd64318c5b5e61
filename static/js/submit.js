// Hands what is written to the outbox. The box is emptied when its receipt has come, not before.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const el = (id) => document.getElementById(id), box = form.elements.text;
  function written() { box.dispatchEvent(new Event("input", { bubbles: true })); }
  function hold(id) { // of the submission whose text still stands in the box
    form.dataset.held = id;
    box.readOnly = Boolean(id);
    form.querySelector("[type=submit]").disabled = Boolean(id);
  }
  function empty() {
    hold("");
    box.value = form.elements.person.value = form.elements.unit_id.value = "";
    form.elements.signature.value = "confidential";
    if (form.querySelector("[value=report]").checked) form.querySelector("[value=question]").checked = true;
    written();
  }
  function takeBack(item) {
    hold("");
    Object.keys(item.fields).forEach((name) => { if (form.elements[name]) form.elements[name].value = item.fields[name]; });
    if ("anonymous" in item.fields) form.elements.signature.value = "anonymous"; // stored by an earlier page
    window.store.drop(item);
    written();
    window.outbox.changed();
    box.focus();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.held) return;
    el("sent").firstElementChild.hidden = true;
    el("notice").textContent = "";
    const fields = {}, stop = document.querySelector("[data-stop]"), id = window.newId();
    new FormData(form).forEach((value, name) => { if (name !== "slip") fields[name] = value; });
    Object.assign(fields, { client_id: id }, stop ? { stop_id: stop.dataset.stop, occasion: stop.dataset.occasion } : {});
    hold(id);
    window.outbox.add({ id: id, at: Date.now(), author: form.dataset.card, slip: form.elements.slip.value, fields: fields });
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
    if (event.detail.item.id === form.dataset.held) empty();
  });
})();
