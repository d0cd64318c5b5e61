// Opens the one box under the paragraph that was touched, and keeps what is written for each of them
// on the device, for its author, until it is sent.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const box = form.elements.text, at = form.elements.paragraph_id, LONGEST = Number(form.dataset.longest);
  const KEY = "kaimen.comment." + form.dataset.card + "." + form.dataset.to + ".";
  const AGE = 14 * 86400 * 1000; // ms: longer than comments are taken
  const place = () => form.querySelector("[data-place]");

  function count() {
    const written = window.letters(box.value), over = written > LONGEST;
    form.querySelector("[data-written]").textContent = written;
    form.querySelector("[data-over]").hidden = !over;
    box.setCustomValidity(over ? box.dataset.long : written ? "" : box.dataset.empty);
  }
  function keep() {
    try {
      if (box.value && !form.dataset.held) localStorage.setItem(KEY + at.value, JSON.stringify({ text: box.value, at: Date.now() }));
      else localStorage.removeItem(KEY + at.value);
    } catch (e) { /* nothing can be kept on this device */ }
  }
  function recall() {
    try {
      const draft = JSON.parse(localStorage.getItem(KEY + at.value));
      if (draft && Date.now() - draft.at < AGE && typeof draft.text === "string") box.value = window.early.behind(draft.text, box.value);
    } catch (e) { /* no draft */ }
  }
  function written() { count(); keep(); }
  function open(paragraph, name) { // whether the box stands there now
    if (form.dataset.held) { document.getElementById("notice").textContent = form.dataset.busy; return false; }
    const section = document.querySelector('[data-para="' + paragraph + '"]') || document.getElementById("whole");
    if (at.value !== paragraph) {
      keep();
      at.value = paragraph;
      box.value = "";
      section.appendChild(form);
    }
    place().textContent = name;
    form.hidden = section.hidden = false;
    if (!box.value) recall();
    count();
    box.focus({ preventScroll: true });
    section.scrollIntoView({ block: "start" }); // its words and the box, above the keyboard
    return true;
  }
  document.addEventListener("click", (event) => {
    const touched = event.target.closest ? event.target.closest("[data-open], .para-text") : null;
    const link = touched && (touched.matches("[data-open]") ? touched : touched.parentNode.querySelector("[data-open]"));
    if (!link || String(getSelection())) return; // who marks words does not want to write
    event.preventDefault();
    open(link.dataset.open, link.dataset.name);
  });
  ["input", "change"].forEach((name) => form.addEventListener(name, written));
  window.comment = { open, written, name: () => place().textContent };
  const early = box.value;
  recall();
  if (!box.value && !location.search) form.hidden = true; // nothing was touched yet
  count();
  if (early) keep();
})();
