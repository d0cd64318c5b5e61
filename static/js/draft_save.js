// Saves each block a moment after its writer pauses. What is under way is sent unchanged until the
// server has answered, so that it is saved once; what was typed meanwhile goes on from there.
(function () {
  "use strict";
  if (!window.draft) return;
  const PAUSE = 1500, LONGEST = 5000, AGAIN = 4000; // ms
  const since = new Map(), waiting = [];
  let busy = false, timer = 0;

  function typed(event) {
    const block = event.detail, form = draft.form(block), item = kept.get(block) || { base: form.elements.base.value };
    item.fields = draft.typed(form);
    draft.say(block, kept.put(block, item) ? "saving" : "volatile");
    since.set(block, since.get(block) || Date.now());
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(0, Math.min(PAUSE, since.get(block) + LONGEST - Date.now())));
  }
  function heard(block, sent, answer) { // whether all that is typed is saved
    const form = draft.form(block), now = form && draft.typed(form), untouched = !form || draft.same(sent.fields, now);
    since.delete(block);
    if (untouched) kept.drop(block); else kept.put(block, { base: answer.sent, fields: now });
    if (form) {
      form.elements.base.value = untouched ? answer.number : answer.sent;
      Object.keys(answer.problems).forEach((name) => { delete answer.fields[name]; }); // it is still being mended
      if (untouched) draft.fill(block, answer.fields);
      document.dispatchEvent(new CustomEvent("draft:answer", { detail: answer }));
    }
    draft.say(block, untouched ? "saved" : "saving");
    return untouched;
  }
  async function save(block) { // until nothing new was typed, or it cannot be sent
    for (let item; (item = kept.get(block));) {
      item.sent = item.sent || { base: item.base, fields: item.fields, client_id: draft.newId() };
      draft.say(block, kept.put(block, item) ? "saving" : "volatile");
      const reply = await draft.send(block, item.sent);
      if (reply.answer) { heard(block, item.sent, reply.answer); continue; }
      const later = kept.get(block) || item;
      if (reply.state === "refused") delete later.sent; // it may be sent otherwise
      draft.say(block, kept.put(block, later) ? reply.state : "volatile", reply.words);
      return;
    }
  }
  async function flush() {
    if (busy) return new Promise((done) => waiting.push(done));
    busy = true;
    for (const block of kept.blocks()) await save(block);
    busy = false;
    waiting.splice(0).forEach((done) => done());
  }
  document.addEventListener("draft:typed", typed);
  ["online", "focus", "pageshow"].forEach((name) => addEventListener(name, flush));
  setInterval(() => { if (kept.blocks().length && !busy) flush(); }, AGAIN);
  window.draft.flush = flush;
})();
