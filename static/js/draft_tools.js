// Stock phrases at the caret, keys, and pasting: the text comes over, nothing else. Before a button
// changes the draft's parts, what is typed is saved; afterwards it stands in the new page as before.
(function () {
  "use strict";
  if (!window.draft) return;
  let last = null; // where the caret was
  document.addEventListener("focusin", (event) => {
    const form = event.target.closest && event.target.closest("form[data-block]");
    if (form && draft.inputs(form).includes(event.target)) last = event.target;
  });
  function insert(field, text) {
    field.focus();
    if (!document.execCommand("insertText", false, text)) { // it can be undone, where the browser can
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (phrase && last && document.contains(last) && last.type !== "date") insert(last, phrase.textContent);
  });
  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches("#editor textarea[data-text]")) return;
    const text = event.clipboardData.getData("text/plain");
    const clean = text.replace(/[\u200b-\u200f\u2028\u2029\ufeff\ue000-\uf8ff]/g, "").replace(/[\u00a0\t]/g, " ").replace(/\r\n?|\v/g, "\n").replace(/^[ \u3000]+/gm, "").replace(/\n{2,}/g, "\n");
    if (clean === text) return;
    event.preventDefault();
    insert(field, clean);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest && event.target.closest("form[data-block]");
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && draft.editor()) { event.preventDefault(); draft.flush(); }
    const way = event.altKey && { ArrowUp: "[data-up]", ArrowDown: "[data-down]" }[event.key];
    const button = way && form && form.querySelector(way);
    if (button && !button.disabled) { event.preventDefault(); button.click(); }
    if (event.key === "Enter" && event.target.matches("form[data-block] input")) event.preventDefault();
  });
  document.addEventListener("htmx:confirm", (event) => {
    const target = event.detail.target;
    if (!target || target.id !== "editor" || !kept.blocks().length) return;
    event.preventDefault();
    draft.flush().then(() => event.detail.issueRequest(true));
  });
  function recall() { // what this device still holds stands in the page as it was typed
    draft.editor().querySelectorAll("form[data-block]").forEach((form) => {
      const block = form.dataset.block, item = kept.get(block), fields = item ? Object.assign({}, item.fields) : {};
      const early = draft.inputs(form).filter((one) => draft.plain(one.value) !== draft.plain(one.defaultValue));
      early.forEach((one) => { fields[one.name] = !item || one.type === "date" ? one.value : window.early.behind(fields[one.name], window.early.of(one)); });
      draft.fill(block, fields);
      if (item) form.elements.base.value = item.base;
      if (early.length) document.dispatchEvent(new CustomEvent("draft:typed", { detail: block }));
    });
    draft.flush();
  }
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target && event.detail.target.id === "editor") recall(); });
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-block]")) { event.preventDefault(); draft.flush(); } }, true);
  recall();
})();
