// What is written down while a leader speaks: htmx saves it on the server; until it is there, it is
// kept on this device, through a reload, a dead network and an expired session.
(function () {
  "use strict";
  const form = document.querySelector("[data-transcript]");
  if (!form) return;
  const KEY = "kaimen.transcript." + form.dataset.transcript;
  const words = form.elements.words, speaker = form.elements.speaker;
  const draft = () => form.querySelector("input[name=draft]");
  const now = () => JSON.stringify({ draft: draft().value, words: words.value, speaker: speaker.value });
  const store = (text) => { try { localStorage.setItem(KEY, text); } catch (e) { /* nothing can be kept here */ } };
  const forget = () => { try { localStorage.removeItem(KEY); } catch (e) { /* nothing was kept */ } };
  let sent = "";

  [words, speaker].forEach((field) => field.addEventListener("input", () => store(now())));
  function ours(event) { return form.contains(event.detail.elt); }
  document.addEventListener("htmx:beforeRequest", (event) => { if (ours(event)) sent = now(); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!ours(event) || !event.detail.successful) return;
    if (sent === now().replace(/"draft":"\d+"/, /"draft":"\d+"/.exec(sent)[0])) forget();
    else store(now());
  });

  function recall() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(KEY)); } catch (e) { /* nothing was kept */ }
    if (kept && kept.words === words.defaultValue && kept.speaker === speaker.defaultValue) kept = null; // the server has it
    if (kept) {
      draft().value = kept.draft; // if the other moderator has saved meanwhile, both texts are shown
      [words, speaker].forEach((field) => { field.value = window.early.behind(kept[field.name], window.early.of(field)); });
    }
    if (words.value === words.defaultValue && speaker.value === speaker.defaultValue) return forget();
    store(now());
    window.addEventListener("load", () => words.dispatchEvent(new Event("input", { bubbles: true }))); // htmx listens by then
  }
  recall();
})();
