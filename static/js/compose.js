// Counts as the server counts, and keeps the draft on the device until it is sent.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const box = form.elements.text, KEY = "kaimen.draft." + form.dataset.card, LONGEST = Number(form.dataset.longest);
  const UNCOUNTED = /[\p{Mn}\p{Me}]/u, COUNTED = /[\u034f\u1ab0-\u1abe\ufe00-\ufe0f]/u; // marks of class 0 count
  const CONTROL = /[\p{Cc}\p{Cs}]/u;

  function length(text) {
    const letters = Array.from(text.trim()).filter((ch) => ch === "\n" || !CONTROL.test(ch));
    return letters.filter((ch) => !UNCOUNTED.test(ch) || COUNTED.test(ch)).length;
  }
  function kind() { return form.querySelector("[name=kind]:checked"); }

  function count() {
    const written = length(box.value), over = written > LONGEST;
    form.querySelector("[data-written]").textContent = written;
    form.querySelector("[data-over]").hidden = !over;
    box.setCustomValidity(over ? box.dataset.long : written ? "" : box.dataset.empty);
    box.placeholder = kind().dataset.prompt;
  }
  function keep() {
    const storable = kind().value !== "report" || location.protocol === "https:";
    try {
      if (box.value && storable) localStorage.setItem(KEY, JSON.stringify({ kind: kind().value, text: box.value }));
      else localStorage.removeItem(KEY);
    } catch (e) { /* nothing can be kept on this device */ }
  }
  function recall() {
    try {
      const draft = JSON.parse(localStorage.getItem(KEY));
      if (!draft || box.value) return;
      box.value = draft.text;
      form.elements.kind.value = draft.kind;
    } catch (e) { /* no draft */ }
  }
  form.addEventListener("input", () => { count(); keep(); });
  form.addEventListener("change", () => { count(); keep(); });
  form.addEventListener("submit", () => { // from here on the outbox keeps it
    try { localStorage.removeItem(KEY); } catch (e) { /* no draft */ }
  });
  recall();
  count();
})();
