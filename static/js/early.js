// What is typed while the scripts are still on their way counts like any other word: it stands behind
// what this device had kept, in the box and from then on in what is kept.
(function () {
  "use strict";
  window.early = {
    of(field) { // beyond what the server wrote there
      const typed = field.value, served = field.defaultValue;
      return typed.startsWith(served) ? typed.slice(served.length) : typed;
    },
    behind(kept, words) {
      return kept === words ? kept : [kept, words].filter(Boolean).join("\n");
    },
  };
})();
