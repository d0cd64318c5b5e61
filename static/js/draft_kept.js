// What is typed into a draft and not saved yet: kept on this device under its writer, from the first
// letter on, until the server has it. Another writer at the same device never sees it.
(function () {
  "use strict";
  if (!window.draft) return;
  const prefix = () => "kaimen.draft." + draft.editor().dataset.user + "." + draft.editor().dataset.meeting + ".";
  const loose = new Map(); // where nothing can be stored
  window.kept = {
    get(block) {
      if (loose.has(block)) return loose.get(block);
      try { return JSON.parse(localStorage.getItem(prefix() + block)); } catch (e) { return null; }
    },
    put(block, item) { // whether it outlives this page
      try {
        localStorage.setItem(prefix() + block, JSON.stringify(item));
        loose.delete(block);
        return true;
      } catch (e) {
        loose.set(block, item);
        return false;
      }
    },
    drop(block) {
      loose.delete(block);
      try { localStorage.removeItem(prefix() + block); } catch (e) { /* never was there */ }
    },
    blocks() {
      let keys = [];
      try { keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix())); } catch (e) { /* forbidden */ }
      return Array.from(new Set(keys.map((key) => key.slice(prefix().length)).concat(Array.from(loose.keys()))));
    },
    volatile() { return loose.size > 0; },
  };
  addEventListener("beforeunload", (event) => {
    if (window.kept.volatile()) { event.preventDefault(); event.returnValue = ""; }
  });
})();
