// Keeps the ballot on the device, under its author's card, until it is handed in; and forgets it when
// it has been, or when it can no longer be.
(function () {
  "use strict";
  const AGE = 3 * 86400 * 1000; // ms
  const over = document.getElementById("ballot-over"), ballot = window.ballot;
  const at = over || (ballot && ballot.form);
  if (!at) return;
  const KEY = at.dataset.draft;
  function forget() { try { localStorage.removeItem(KEY); } catch (e) { /* never was there */ } }
  const own = () => window.store.all().filter((item) => item.author === at.dataset.card && item.to === at.dataset.to);
  if (over) { // handed in, on paper, or too late: nothing of it stays here
    forget();
    document.addEventListener("DOMContentLoaded", () => own().forEach((item) => window.store.drop(item)));
    return;
  }
  const form = ballot.form;
  const inputs = () => Array.from(form.elements).filter((one) => /^[lcr]_/.test(one.name));
  const isUsual = (one) => one.defaultChecked && /^c_/.test(one.name); // chosen for everybody
  function values(such = () => true) {
    const found = {};
    inputs().filter(such).forEach((one) => { if (one.type === "radio" ? one.checked : one.value.trim()) found[one.name] = one.value; });
    return found;
  }
  function fill(kept) {
    inputs().forEach((one) => {
      if (one.type === "radio") one.checked = one.name in kept ? kept[one.name] === one.value : isUsual(one);
      else one.value = kept[one.name] || "";
    });
    ballot.tell();
  }
  function isBegun() { return Object.keys(values()).some((name) => !/^c_/.test(name)); }
  function keep() {
    try {
      if (isBegun()) localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), values: values() }));
      else forget();
    } catch (e) { /* nothing can be kept on this device */ }
  }
  function recall() {
    try {
      const draft = JSON.parse(localStorage.getItem(KEY));
      if (!draft || Date.now() - draft.at > AGE) return;
      const early = values((one) => !isUsual(one)); // chosen and written on this page
      Object.keys(early).filter((name) => name.startsWith("r_")).forEach((name) => { early[name] = window.early.behind(draft.values[name], early[name]); });
      fill(Object.assign({}, draft.values, early));
    } catch (e) { /* no draft */ }
  }
  ["input", "change"].forEach((name) => form.addEventListener(name, keep));
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-clear]")) return;
    const prefix = "_" + event.target.closest("[data-unit]").dataset.unit, kept = values();
    Object.keys(kept).forEach((name) => { if (name.slice(1) === prefix || name.slice(1).startsWith(prefix + "_")) delete kept[name]; });
    fill(kept);
    keep();
  });
  Object.assign(ballot, { values, fill, forget, keep, own, isBegun });
  const early = isBegun();
  recall();
  if (early) keep();
})();
