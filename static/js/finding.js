// Hands a finding to the outbox. Its words go out first, its photos follow.
(function () {
  "use strict";
  const form = document.getElementById("finding"), photos = window.photos;
  if (!form) return;
  const box = form.elements.text, files = form.elements.files;
  const part = (name) => document.querySelector("[data-finding-" + name + "]");
  let lent = []; // the photos of what was taken back

  function say(name, words) { // one of the sentences that the page has ready
    part("news").querySelectorAll("[data-says]").forEach((one) => { one.hidden = one.dataset.says !== name; });
    part("words").textContent = words || "";
    part("news").hidden = !name;
    if (name !== "arrived" || box.value || photos.any()) return;
    location.hash = "found"; // where the page lists it
    location.reload();
  }
  function hold(id) { // of the finding whose words still stand in the box
    form.dataset.held = id;
    box.readOnly = Boolean(id);
    form.querySelector("[type=submit]").disabled = Boolean(id);
    part("another").hidden = !id;
  }
  function empty() { form.reset(); lent = []; hold(""); }
  photos.say = say;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.held) return;
    const id = window.newId(), taken = files.files.length ? Array.from(files.files) : lent;
    const fields = { client_id: id, inspection_id: form.dataset.inspection, photos_due: String(taken.length) };
    ["text", "kind"].forEach((name) => { fields[name] = form.elements[name].value; });
    photos.keep(id, taken);
    hold(id);
    say("waits");
    window.outbox.add({ id, at: Date.now(), author: form.dataset.card, slip: form.elements.slip.value, to: form.dataset.to, finding: form.dataset.inspection, fields });
  });
  part("another").addEventListener("click", () => { empty(); window.outbox.changed(); box.focus(); });
  document.addEventListener("finding:back", (event) => {
    const item = event.detail.item;
    if (box.value && form.dataset.held !== item.id) return say("busy");
    hold("");
    ["text", "kind"].forEach((name) => { form.elements[name].value = item.fields[name]; });
    lent = photos.lend(item.id);
    window.store.drop(item);
    say(Number(item.fields.photos_due) && !lent.length ? "choose" : "");
    window.outbox.changed();
  });
  document.addEventListener("outbox:receipt", (event) => {
    const item = event.detail.item, receipt = event.detail.receipt;
    if (!item.finding) return;
    if (item.id === form.dataset.held) empty();
    if (photos.has(item.id)) return photos.send(receipt.photos, item.id, receipt.label);
    say(Number(item.fields.photos_due) ? "missing" : "arrived", receipt.label);
  });
})();
