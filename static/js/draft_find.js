// Finds a text in the whole draft and replaces it one by one; all at once is the server's task.
(function () {
  "use strict";
  if (!window.draft) return;
  const form = () => document.getElementById("find"), wanted = () => form().elements.wanted.value;
  const fields = () => Array.from(draft.editor().querySelectorAll("form[data-block]")).reduce((all, one) => all.concat(draft.inputs(one)), []).filter((one) => one.type !== "date");
  let at = null; // the field and the place of what was found last

  function tell() {
    const count = wanted() ? fields().reduce((sum, one) => sum + one.value.split(wanted()).length - 1, 0) : 0;
    form().querySelector("[data-found]").textContent = wanted() ? (count ? "共 " + count + " 处" : "没有找到") : "";
    return count;
  }
  function next() {
    if (!tell()) return;
    const all = fields(), start = at && all.includes(at.field) ? all.indexOf(at.field) : 0;
    for (let step = 0; step <= all.length; step += 1) {
      const field = all[(start + step) % all.length];
      const place = field.value.indexOf(wanted(), step === 0 && at && at.field === field ? at.place + 1 : 0);
      if (place < 0) continue;
      at = { field, place };
      field.focus();
      field.setSelectionRange(place, place + wanted().length);
      field.scrollIntoView({ block: "center" });
      return;
    }
  }
  function replace() {
    const words = form().elements.words.value;
    if (at && document.contains(at.field) && at.field.value.substr(at.place, wanted().length) === wanted() && wanted()) {
      at.field.focus();
      at.field.setRangeText(words, at.place, at.place + wanted().length, "end");
      at.place += words.length - 1;
      at.field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    next();
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-next]")) next();
    if (event.target.closest("[data-replace]")) replace();
  });
  document.addEventListener("input", (event) => { if (event.target.form && event.target.form === form()) { at = null; tell(); } });
})();
