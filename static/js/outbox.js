// What was sent stays on this device until its receipt comes, and goes out again by itself.
(function () {
  "use strict";
  const form = document.getElementById("submission");
  if (!form) return;
  const items = [], KEY = "kaimen.unsent." + form.dataset.card + ".", PAUSE = 4000, PATIENCE = 15000; // ms
  let busy = false, offline = false, barred = false; // barred: nobody, or somebody else, is signed in

  // A report is written to the disk only where the page came encrypted.
  function keep(item) {
    if (item.fields.kind === "report" && location.protocol !== "https:") return;
    try { localStorage.setItem(KEY + item.id, JSON.stringify(item)); } catch (e) { /* held in memory */ }
  }
  function drop(item) {
    items.splice(items.indexOf(item), 1);
    try { localStorage.removeItem(KEY + item.id); } catch (e) { /* never was there */ }
  }
  function recall() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(KEY));
      keys.forEach((key) => items.push(JSON.parse(localStorage.getItem(key))));
      items.sort((a, b) => a.at - b.at);
    } catch (e) { /* nothing can be kept on this device */ }
  }
  const tell = (name, detail) => form.dispatchEvent(new CustomEvent("outbox:" + name, { detail: detail }));
  function changed() { tell("changed", { items: items, offline: offline || !navigator.onLine, barred: barred }); }

  async function send(item) {
    const abort = new AbortController(), alarm = setTimeout(() => abort.abort(), PATIENCE);
    const headers = { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": form.elements.csrf_token.value };
    try {
      const body = new URLSearchParams(item.fields);
      const reply = await fetch(form.action, { method: "POST", signal: abort.signal, headers: headers, body: body });
      const answer = await (reply.ok ? reply.json() : reply.text());
      if (reply.ok) { drop(item); return tell("receipt", { item: item, receipt: answer }); }
      document.dispatchEvent(new CustomEvent("htmx:responseError", { detail: { xhr: reply } })); // token.js renews
      barred = [401, 403].includes(reply.status);
      item.refused = [409, 413, 422].includes(reply.status);
      if (item.refused) keep(item); // with its text, for the person to change
      if (barred || item.refused) tell("refused", { item: item, html: answer });
      if (!item.refused) throw new Error(String(reply.status));
    } finally { clearTimeout(alarm); }
  }
  async function flush() {
    if (busy || barred) return;
    busy = true;
    try {
      for (const item of items.filter((one) => !one.refused)) await send(item);
      offline = false;
    } catch (e) { offline = !barred; }
    busy = false;
    changed();
  }
  function again() { barred = false; flush(); }
  window.outbox = { add(item) { items.push(item); keep(item); again(); changed(); }, drop(item) { drop(item); changed(); }, changed: changed };
  ["online", "offline", "focus"].forEach((name) => window.addEventListener(name, again));
  document.addEventListener("visibilitychange", again);
  setInterval(() => { if (offline || items.some((item) => !item.refused)) flush(); }, PAUSE);
  document.addEventListener("DOMContentLoaded", () => { recall(); flush(); });
})();
