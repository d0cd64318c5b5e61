// Live regions without a stream: polls while none is open, and shows whether the page is current.
(function () {
  "use strict";
  const PAUSE = 2000, SILENCE = 40000; // ms; the server sends something every 15 s
  let source = null, open = false, heard = 0, current = true;
  const streaming = () => open && Date.now() - heard < SILENCE;
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  function show(isCurrent) {
    current = isCurrent;
    document.documentElement.dataset.live = isCurrent ? "on" : "off";
    const text = isCurrent ? "已连接" : "正在重连";
    all("[data-net]").forEach((el) => { if (el.textContent !== text) el.textContent = text; });
  }

  function updated(el, version) {
    el.dataset.version = version;
    all("[data-updated]").forEach((time) => { time.textContent = new Date().toTimeString().slice(0, 8); });
    all("[sse-connect]").forEach((at) => { // so that a stream opened anew begins where we are
      const on = all("[data-poll]").map((r) => "on=" + r.getAttribute("sse-swap") + "@" + r.dataset.version);
      at.setAttribute("sse-connect", at.getAttribute("sse-connect").split("?")[0] + "?" + on.join("&"));
    });
  }

  function refetch(el) {
    const seen = el.dataset.version;
    return fetch(el.dataset.poll + "?seen=" + seen, { credentials: "same-origin" }).then((reply) => {
      if (reply.status !== 200 && reply.status !== 204) throw new Error(String(reply.status));
      return reply.status === 204 ? null : reply.text().then((html) => {
        if (down || el.dataset.version !== seen) return; // the next one brings it; the stream was faster
        htmx.swap(el, html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 20 });
        updated(el, reply.headers.get("X-Version"));
      });
    });
  }

  function poll() {
    const regions = all("[data-poll]");
    if (regions.length) Promise.all(regions.map(refetch)).then(() => show(true), () => show(streaming()));
  }

  function hear() { heard = Date.now(); if (!current) show(true); }

  // A tap ends on what it began on: what comes while a finger is down waits until it is lifted.
  const HOLD = 3000; // ms, should nobody be told of the lifting
  const waiting = new Map();
  let down = 0;
  function lift() {
    down = 0;
    waiting.forEach((message, el) => {
      if (document.body.contains(el)) {
        htmx.swap(el, message.data, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 20 });
        htmx.trigger(el, "htmx:sseMessage", { data: message.data, lastEventId: message.lastEventId });
      }
    });
    waiting.clear();
  }
  document.addEventListener("pointerdown", () => { clearTimeout(down); down = setTimeout(lift, HOLD); }, true);
  ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, () => {
    if (down) { clearTimeout(down); down = setTimeout(lift, 0); } // the click comes first
  }, true));
  document.addEventListener("htmx:sseBeforeMessage", (e) => {
    if (!down) return;
    e.preventDefault();
    waiting.set(e.target, e.detail);
  });

  document.addEventListener("htmx:sseOpen", (e) => {
    source = e.detail.source; open = true; heard = Date.now(); show(true);
    source.addEventListener("beat", hear);
  });
  document.addEventListener("htmx:sseMessage", (e) => {
    hear();
    const known = e.detail.lastEventId.split(",").map((one) => one.split("@"));
    known.forEach((one) => all('[sse-swap="' + one[0] + '"]').forEach((el) => updated(el, one[1])));
  });
  ["htmx:sseError", "htmx:sseClose"].forEach((name) => document.addEventListener(name, () => { open = false; }));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    poll(); // an iPad ends streams in the background and says nothing
    if (source && !streaming()) { source.close(); source.onerror(); } // the extension opens a new one
  });
  setInterval(() => { if (!document.hidden && !streaming()) poll(); }, PAUSE);
})();
