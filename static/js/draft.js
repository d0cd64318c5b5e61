// A draft's blocks on the page: what stands in their inputs, and what is said of their saving.
(function () {
  "use strict";
  const editor = () => document.getElementById("editor"), saved = document.getElementById("saved");
  if (!editor()) return;
  const TELL = { offline: 1, expired: 1, refused: 1, volatile: 1 };
  const plain = (text) => text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean).join("\n");
  const inputs = (form) => Array.from(form.elements).filter((one) => one.name && one.type !== "hidden" && one.matches(".heading, .cell input, textarea[data-text]"));
  const typed = (form) => inputs(form).reduce((found, one) => Object.assign(found, { [one.name]: one.value }), {});
  const same = (one, other) => Object.keys(one).every((name) => plain(one[name]) === plain(other[name] || ""));
  const form = (block) => editor().querySelector('form[data-block="' + block + '"]');
  const states = {}; // of each block that is not saved

  function grow(area) { // old browsers do not by themselves
    if (CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = area.scrollHeight + 2 + "px";
  }
  function fill(block, fields) { // the caret stays where it was
    const found = form(block);
    if (!found) return;
    inputs(found).forEach((one) => {
      const text = fields[one.name];
      if (text === undefined || plain(one.value) === plain(text)) return;
      const at = one.selectionStart, has = document.activeElement === one;
      one.value = text;
      if (has && at !== null && one.type !== "date") one.setSelectionRange(Math.min(at, text.length), Math.min(at, text.length));
      if (one.tagName === "TEXTAREA") grow(one);
    });
  }
  function say(block, state, words) {
    const own = form(block) && form(block).querySelector("[data-state]");
    if (own) own.textContent = state === "saved" ? words || "" : saved.dataset["words" + state[0].toUpperCase() + state.slice(1)] + (words ? "：" + words : "");
    if (own) own.className = "saved t1 " + state;
    if (state === "saved") delete states[block]; else states[block] = state;
    const worst = ["volatile", "expired", "offline", "refused", "saving"].find((one) => Object.values(states).includes(one)) || "saved";
    const clock = new Date().toTimeString().slice(0, 8);
    saved.className = "saved " + worst;
    saved.textContent = saved.dataset["words" + worst[0].toUpperCase() + worst.slice(1)] + (worst === "saved" ? " " + clock : "");
    document.getElementById("sign-in").hidden = worst !== "expired";
    return TELL[worst];
  }
  document.addEventListener("input", (event) => {
    const block = event.target.closest && event.target.closest("form[data-block]");
    if (!block || !inputs(block).includes(event.target)) return;
    if (event.target.tagName === "TEXTAREA") grow(event.target);
    document.dispatchEvent(new CustomEvent("draft:typed", { detail: block.dataset.block }));
  });
  window.draft = { editor, form, typed, same, plain, fill, say, inputs };
})();
