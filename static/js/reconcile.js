// The list from the server and what this page knows itself: each thing stands there once, and what
// has become of it is read out.
(function () {
  "use strict";
  const form = document.getElementById("submission"), region = document.querySelector("[id^=live-mine-], [id^=live-comments-]");
  if (!form || !region) return;
  const news = document.getElementById("news"), rows = () => Array.from(region.querySelectorAll("[data-client]"));
  const told = new Map();

  function lookAt(row) {
    const id = row.dataset.client, says = row.dataset.says;
    const item = window.store.all().find((one) => one.id === id && one.author === form.dataset.card);
    if (item && item.fields) { // the list was faster than the receipt
      window.outbox.arrived(item, { label: "已收到，" + row.querySelector(".no").textContent, number: 0 });
    }
    if (told.has(id) && told.get(id) !== says) news.textContent = says;
    told.set(id, says);
  }
  // The observer runs before the page is painted: nothing is ever seen twice.
  new MutationObserver(() => { rows().forEach(lookAt); window.outbox.changed(); }).observe(region, { childList: true });
  document.addEventListener("DOMContentLoaded", () => { rows().forEach(lookAt); window.outbox.changed(); });
  window.listed = (id) => rows().some((row) => row.dataset.client === id);
})();
