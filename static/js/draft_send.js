// Sends one block to the server, and tells in which of a few ways that ended.
(function () {
  "use strict";
  if (!window.draft) return;
  const PATIENCE = 15000; // ms
  const token = () => document.querySelector("#act [name=csrf_token]").value;
  const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.replace(/\s+/g, " ").trim();

  async function send(block, sent) {
    const data = draft.editor().dataset, abort = new AbortController(), alarm = setTimeout(() => abort.abort(), PATIENCE);
    const marks = { base: sent.base, client_id: sent.client_id, writer: data.user, csrf_token: token() };
    const body = new URLSearchParams(Object.assign(marks, sent.fields));
    const headers = { Accept: "application/json", "HX-Request": "true" };
    try {
      const reply = await fetch(data.save.replace("BLOCK", block), { method: "POST", body, headers, signal: abort.signal });
      if (reply.ok && (reply.headers.get("Content-Type") || "").includes("json")) return { answer: await reply.json() };
      if ([400, 401].includes(reply.status)) { // another session: the next try goes with its token
        document.dispatchEvent(new CustomEvent("htmx:responseError", { detail: { xhr: reply } }));
        return { state: "expired" };
      }
      if ([403, 409, 413, 422].includes(reply.status)) return { state: "refused", words: plain(await reply.text()) };
      return { state: reply.redirected || reply.ok ? "expired" : "offline" };
    } catch (e) {
      return { state: "offline" };
    } finally { clearTimeout(alarm); }
  }
  draft.send = send;
  draft.newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => (one + 256).toString(16).slice(1)).join("");
})();
