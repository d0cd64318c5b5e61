// Counts as the server counts, and keeps the draft on the device, for its author, until it is sent.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const box = form.elements.text, KEY = "kaimen.draft." + form.dataset.card, LONGEST = Number(form.dataset.longest);
  const AGE = 3 * 86400 * 1000; // ms: as long as what was written at a visit is taken
  const kind = () => form.querySelector("[name=kind]:checked");

  function count() {
    const written = window.letters(box.value), over = written > LONGEST;
    form.querySelector("[data-written]").textContent = written;
    form.querySelector("[data-over]").hidden = !over;
    box.setCustomValidity(over ? box.dataset.long : written ? "" : box.dataset.empty);
    if (box.placeholder !== kind().dataset.prompt) box.placeholder = kind().dataset.prompt;
  }
  function keep() { // while the keyboard still composes, too: some compose a whole sentence
    const storable = kind().value !== "report" || location.protocol === "https:";
    const draft = { kind: kind().value, text: box.value, at: Date.now() };
    try {
      if (box.value && storable && !form.dataset.held) localStorage.setItem(KEY, JSON.stringify(draft));
      else localStorage.removeItem(KEY);
    } catch (e) { /* nothing can be kept on this device */ }
  }
  function recall() {
    try {
      const draft = JSON.parse(localStorage.getItem(KEY));
      if (!draft || Date.now() - draft.at > AGE || typeof draft.text !== "string") return;
      box.value = window.early.behind(draft.text, box.value);
      if (kind().defaultChecked) form.querySelectorAll("[name=kind]").forEach((one) => { one.checked = one.value === draft.kind || one.checked; });
    } catch (e) { /* no draft */ }
  }
  ["input", "change"].forEach((name) => form.addEventListener(name, () => { count(); keep(); }));
  form.addEventListener("submit", keep); // from here on the outbox keeps it
  form.addEventListener("keydown", (event) => { // the button sends, and nothing else
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });
  const early = box.value;
  recall();
  count();
  if (early) keep();
})();
