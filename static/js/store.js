// What was sent and is not acknowledged yet. It stays on this device, under its author's slip. A ballot
// says where it goes (`to`); everything else goes where submissions go.
(function () {
  "use strict";
  const KEY = "kaimen.unsent.", held = new Map(); // held: what this page was given itself

  function fit(item) { // whatever else lies there, from long ago or half written, is left alone
    const told = item && item.fields ? typeof (item.to || item.fields.text) === "string" : item && item.code;
    return told && typeof item.id === "string" && typeof item.author === "string" && typeof item.slip === "string";
  }
  function stored() {
    let keys = [];
    try { keys = Object.keys(localStorage).filter((key) => key.startsWith(KEY)); } catch (e) { /* forbidden */ }
    return keys.map((key) => {
      try {
        const item = JSON.parse(localStorage.getItem(key));
        return fit(item) && key === KEY + item.id ? item : null;
      } catch (e) { return null; }
    }).filter(Boolean);
  }
  function write(item) { // a report is written to the disk only where the page came encrypted
    if (item.fields && item.fields.kind === "report" && location.protocol !== "https:") return false;
    try {
      localStorage.setItem(KEY + item.id, JSON.stringify(item));
      return true;
    } catch (e) { return false; } // full, or forbidden
  }
  addEventListener("beforeunload", (event) => { // it would be lost with this page
    if (Array.from(held.values()).some((item) => item.volatile && item.fields)) { event.preventDefault(); event.returnValue = ""; }
  });
  window.store = {
    all() {
      const others = stored().filter((item) => !held.has(item.id));
      return Array.from(held.values()).concat(others).sort((a, b) => a.at - b.at);
    },
    hold(item) { // written here: this page waits for its receipt, even if another tab sends it
      held.set(item.id, item);
      this.put(item);
    },
    put(item) {
      item.volatile = !write(item);
      if (item.volatile) held.set(item.id, item);
    },
    drop(item) {
      held.delete(item.id);
      try { localStorage.removeItem(KEY + item.id); } catch (e) { /* never was there */ }
    },
  };
})();
