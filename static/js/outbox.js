// Sends what waits on this device until its receipt comes, whoever holds the tablet now.
(function () {
  "use strict";
  const TO = document.currentScript.dataset.to, PAUSE = 4000, PATIENCE = 15000, LATER = 60000; // ms
  const done = new Set(); // ids; a device may refuse to forget, too
  let busy = false, offline = false;
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent("outbox:" + name, { detail }));
  const items = () => window.store.all().filter((item) => item.code || !done.has(item.id));
  const changed = () => tell("changed", { items: items(), offline: offline || !navigator.onLine });
  const form = (item) => document.getElementById(item.to ? "ballot" : "submission");
  const isMine = (item) => Boolean(form(item)) && item.author === form(item).dataset.card;
  const slipOf = (item) => (isMine(item) ? form(item).elements.slip.value : item.slip); // the newer one
  function arrived(item, receipt) {
    if (done.has(item.id)) return;
    done.add(item.id);
    window.store.drop(item);
    const kept = Object.assign({}, item, { fields: undefined, code: receipt.code }); // for its author's eyes
    if (isMine(item)) tell("receipt", { item, receipt }); else if (receipt.code) window.store.put(kept);
  }
  function refused(item, status, pause, html) {
    item.why = new DOMParser().parseFromString(html, "text/html").body.textContent.replace(/\s+/g, " ").trim();
    if (item.to && status === 409 && !isMine(item)) return window.store.drop(item); // its page says why
    item.refused = [409, 413, 422].includes(status); // for its author to change
    item.again = Date.now() + (pause * 1000 || LATER);
    item.late = status === 429; // goes out by itself
    item.tried = item.late ? "" : slipOf(item); // with another one it may go at once
    window.store.put(item);
    tell("refused", { item: item });
  }
  async function send(item) {
    const abort = new AbortController(), alarm = setTimeout(() => abort.abort(), PATIENCE);
    const headers = { Accept: "application/json", "HX-Request": "true" };
    try {
      const body = new URLSearchParams(Object.assign({}, item.fields, { slip: slipOf(item) }));
      const reply = await fetch(item.to || TO, { method: "POST", signal: abort.signal, headers, body });
      if (reply.ok) {
        const receipt = await reply.json(); // and not the words of whoever stands between
        if (receipt.id !== item.id) throw new Error("no receipt");
        return arrived(item, receipt);
      }
      if (![400, 403, 409, 413, 422, 429].includes(reply.status)) throw new Error(String(reply.status));
      refused(item, reply.status, Number(reply.headers.get("Retry-After")), await reply.text());
    } finally { clearTimeout(alarm); }
  }
  const isLate = (item) => !(item.again > Date.now()) || Boolean(item.tried && item.tried !== slipOf(item));
  const due = (item) => !item.code && !item.refused && isLate(item);
  async function flush() {
    if (busy) return;
    busy = true;
    const failed = new Set(); // one that cannot get through does not hold up the others
    for (let next; (next = items().find((item) => due(item) && !failed.has(item.id)));) {
      try { await send(next); } catch (e) { failed.add(next.id); }
    }
    offline = failed.size > 0;
    busy = false;
    changed();
  }
  window.outbox = { add(item) { window.store.hold(item); flush(); changed(); }, arrived, changed };
  ["online", "offline", "focus", "pageshow"].forEach((name) => window.addEventListener(name, flush));
  ["visibilitychange", "resume", "DOMContentLoaded"].forEach((name) => document.addEventListener(name, flush));
  window.addEventListener("storage", changed); // another tab
  setInterval(() => { if (offline || items().some(due)) flush(); }, PAUSE);
})();
