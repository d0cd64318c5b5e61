// A key presses the very button, link or field on the page that bears it as data-key: of the chosen
// question first, else of the page. Dead while somebody types, with an input method, with Ctrl or Alt.
(function () {
  "use strict";
  const SAME = { "?": "h", "？": "h", "=": "+", "_": "-", "、": "/" };
  const TYPED = /^(INPUT|TEXTAREA|SELECT)$/;

  function bearer(key) {
    const bears = '[data-key="' + CSS.escape(key) + '"]', chosen = document.querySelector(".q[aria-current]");
    const own = chosen && chosen.querySelector(bears);
    return own || Array.from(document.querySelectorAll(bears)).find((el) => !el.closest(".q[id]"));
  }
  function press(el) {
    if (el.labels || TYPED.test(el.tagName)) el.tagName === "BUTTON" ? el.click() : el.focus();
    else el.click(); // a label hands the focus to its field
    const field = el.control;
    if (field) field.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (TYPED.test(at.tagName) || at.isContentEditable) {
      if (event.key === "Escape") at.blur();
      return;
    }
    if (event.key === "Enter" && /^(A|BUTTON|SUMMARY|LABEL)$/.test(at.tagName)) return; // its own
    if (event.repeat) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const el = key.trim() && bearer(SAME[key] || key);
    if (!el) return;
    event.preventDefault();
    press(el);
  });

  const button = document.querySelector("[data-keys]"), list = document.getElementById("keys");
  if (!button) return;
  button.addEventListener("click", () => {
    list.hidden = !list.hidden;
    button.setAttribute("aria-expanded", String(!list.hidden));
    document.documentElement.classList.toggle("keys-on", !list.hidden);
  });
})();
