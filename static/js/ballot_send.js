// Seals the ballot into the outbox, which sends it until it is acknowledged, whoever holds the tablet.
(function () {
  "use strict";
  const ballot = window.ballot, sent = document.getElementById("ballot-sent");
  if (!ballot || !sent) return;
  const form = ballot.form, LONGEST = Number(form.dataset.longest);
  function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => (one + 256).toString(16).slice(1)).join("");
  }
  function complain(why) {
    ballot.problem.hidden = !why;
    ballot.problem.querySelector("[data-words]").textContent = why;
    if (why) window.scrollTo(0, 0);
  }
  function show(item) { // it is on its way, or there
    form.hidden = true;
    sent.hidden = false;
    sent.querySelectorAll("[data-arrived]").forEach((one) => { one.hidden = Boolean(item); });
    const waiting = sent.querySelector("[data-waiting]");
    waiting.hidden = !item;
    if (item) waiting.querySelector("[data-words]").textContent = item.why || ballot.text(item.volatile ? "volatile" : "waits");
  }
  function takeBack(item) {
    window.store.drop(item);
    form.hidden = false;
    sent.hidden = true;
    ballot.fill(item.fields);
    ballot.keep();
    ballot.move(0);
    complain(item.why);
    window.outbox.changed();
  }
  function problem() {
    if (!ballot.units.some((unit) => ballot.ticked(unit).length)) return ballot.text("empty");
    const long = ballot.units.find((unit) => { const box = unit.querySelector("textarea"); return box && window.letters(box.value) > LONGEST; });
    return long ? long.dataset.name + "：" + ballot.text("long") : "";
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const why = problem();
    complain(why);
    if (why) return;
    if (!ballot.isRead()) return ballot.last();
    const id = newId(), fields = Object.assign(ballot.values(), { step: "hand_in", client_id: id });
    const item = { id, at: Date.now(), author: form.dataset.card, slip: form.elements.slip.value, to: form.dataset.to, fields };
    ballot.fill({}); // nothing of it is left on the page
    ballot.forget();
    window.outbox.add(item);
    show(item);
  });
  const mine = (event) => event.detail.item.to === form.dataset.to;
  document.addEventListener("outbox:receipt", (event) => { if (mine(event)) { ballot.forget(); show(null); } });
  document.addEventListener("outbox:refused", (event) => {
    if (mine(event)) { if (event.detail.item.refused) takeBack(event.detail.item); else show(event.detail.item); }
  });
  document.addEventListener("DOMContentLoaded", () => ballot.own().forEach((item) => { if (item.refused) takeBack(item); else show(item); }));
})();
