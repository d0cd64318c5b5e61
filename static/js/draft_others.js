// What others write comes into the blocks that nobody types into here; where somebody does, the next
// saving joins both. What is shown of a block beside its inputs is put in place as well.
(function () {
  "use strict";
  if (!window.draft) return;
  const tick = document.querySelector("[id^=live-draft_edits-]");
  let asking = false, again = false;

  function put(place, html) {
    if (!place || html === undefined || place.innerHTML.trim() === html.trim()) return;
    if (place.contains(document.activeElement)) return; // somebody is choosing there
    place.innerHTML = html;
    if (window.htmx) htmx.process(place);
  }
  function beside(answer) {
    const form = draft.form(answer.block);
    if (!form) return;
    put(document.getElementById("conflicts-" + answer.block), answer.conflicts);
    put(form.querySelector("[data-outline]"), answer.outline);
    form.querySelectorAll("[data-problem]").forEach((one) => { one.textContent = (answer.problems || {})[one.dataset.problem] || ""; });
    if (answer.missing) document.getElementById("checks").innerHTML = answer.missing;
  }
  function take(seen) {
    const form = draft.form(seen.block);
    if (!form) return;
    if (!kept.get(seen.block)) {
      const fresh = form.elements.base.value !== String(seen.number);
      form.elements.base.value = seen.number;
      draft.fill(seen.block, seen.fields);
      if (fresh && seen.who) form.querySelector("[data-state]").textContent = seen.who + "刚刚改过";
    }
    beside(seen);
  }
  async function ask() {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const editor = draft.editor();
      const reply = await fetch(editor.dataset.changes + "?since=" + editor.dataset.last);
      if (reply.ok && !reply.redirected) {
        const found = await reply.json();
        editor.dataset.last = found.last;
        found.blocks.forEach(take);
        if (found.moved) document.getElementById("moved").hidden = false;
      }
    } catch (e) { /* the next tick tells it again */ }
    asking = false;
    if (again) { again = false; ask(); }
  }
  document.addEventListener("draft:answer", (event) => beside(event.detail));
  new MutationObserver(ask).observe(tick, { childList: true });
})();
