// The photos of findings: on this page alone, sent when the words they belong to have their number.
(function () {
  "use strict";
  const PAUSE = 5000, kept = new Map(); // ms; by the identity of their finding
  function send(url, id, told) {
    const body = new FormData(), say = (how) => window.photos.say(how, told);
    body.append("csrf_token", document.querySelector("#act [name=csrf_token]").value);
    kept.get(id).forEach((file) => body.append("files", file));
    say("photos");
    fetch(url, { method: "POST", body: body }).then((reply) => {
      kept.delete(id);
      say(reply.ok ? "arrived" : "missing"); // what is missing the page asks for
    }).catch(() => setTimeout(send, PAUSE, url, id, told));
  }
  window.photos = {
    send,
    say() {}, // finding.js says it
    keep(id, files) { if (files.length) kept.set(id, files); },
    has: (id) => kept.has(id),
    lend(id) { const files = kept.get(id) || []; kept.delete(id); return files; },
    any: () => kept.size > 0,
  };
  addEventListener("beforeunload", (event) => { if (kept.size) { event.preventDefault(); event.returnValue = ""; } });
})();
