// What was read once stays on this device: without a network the link to it shows the kept copy.
(function () {
  "use strict";
  const KEY = "kaimen.shown.", PATIENCE = 4000; // ms that the server has to answer
  const main = document.getElementById("main"), words = document.getElementById("shown-words");

  function keep() {
    const parts = [].map.call(document.querySelectorAll("[data-keep]"), (part) => part.innerHTML);
    if (!parts.length) return;
    const copy = { at: new Date().toTimeString().slice(0, 5), parts: parts };
    try { localStorage.setItem(KEY + location.pathname, JSON.stringify(copy)); } catch (e) { /* full, or forbidden */ }
  }
  function kept(path) {
    try { return JSON.parse(localStorage.getItem(KEY + path)); } catch (e) { return null; }
  }
  function back() {
    const shown = document.getElementById("shown-copy");
    if (shown) shown.remove();
    main.hidden = false; // with whatever was being written there
  }
  function show(copy) {
    back();
    const shown = document.createElement("main"); // in the other's place; it goes when somebody leaves
    shown.id = "shown-copy";
    shown.className = main.className;
    shown.appendChild(words.content.cloneNode(true));
    shown.querySelector("[data-at]").textContent = copy.at;
    copy.parts.forEach((html) => {
      const part = shown.appendChild(document.createElement("section"));
      part.innerHTML = html; // as this server rendered it
    });
    main.hidden = true;
    main.after(shown);
    shown.querySelector("[data-back]").addEventListener("click", back);
    shown.scrollIntoView();
  }
  function reach(href) { // whether the server answers, whatever it says
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    const asked = fetch(href, { method: "HEAD", credentials: "same-origin", signal: stop.signal });
    return asked.then(() => clearTimeout(timer));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || link.origin !== location.origin || link.hash || event.ctrlKey || event.metaKey) return;
    const copy = kept(link.pathname);
    if (!copy || !Array.isArray(copy.parts)) return;
    event.preventDefault();
    reach(link.href).then(() => location.assign(link.href), () => show(copy));
  });
  document.addEventListener("htmx:afterSwap", keep);
  document.addEventListener("htmx:sseMessage", keep);
  keep();
})();
