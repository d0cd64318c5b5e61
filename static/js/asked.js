// Marks in the list of questions what has changed. Nothing in it moves until somebody taps.
(function () {
  "use strict";
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const region = document.querySelector("[id^=live-supports-]");
  if (!region) return;
  function put(el, text) { if (el && el.textContent !== text) el.textContent = text; }

  function mark() {
    const now = new Map(all("[data-open]").map((one) => [one.dataset.open, one.dataset]));
    const listed = all("[data-asked]");
    listed.forEach((row) => {
      const open = now.get(row.dataset.asked), button = row.querySelector(".support");
      put(row.querySelector("[data-standing]"), open ? open.state : "不再等待回答");
      row.classList.toggle("over", !open);
      if (button) button.disabled = !open;
      if (open) put(row.querySelector("[data-count]"), open.count);
    });
    const known = new Set(listed.map((row) => row.dataset.asked));
    const fresh = Array.from(now.values()).filter((one) => "waits" in one && !known.has(one.open)).length;
    const link = document.querySelector("[data-fresh]");
    if (!link) return;
    put(link.querySelector("b"), String(fresh));
    link.hidden = !fresh;
  }
  new MutationObserver(mark).observe(region, { childList: true });
  document.addEventListener("htmx:afterSettle", mark);
  document.addEventListener("DOMContentLoaded", mark);
})();
