// A page whose session ended takes over the token of the one begun in another tab since.
(function () {
  "use strict";
  let stale = false;
  document.addEventListener("htmx:responseError", (event) => {
    stale = stale || [400, 401].includes(event.detail.xhr.status);
  });
  window.addEventListener("focus", async () => {
    if (!stale) return;
    const answer = await fetch(document.body.dataset.token);
    if (!answer.ok) return;
    const token = await answer.text();
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("[name=csrf_token]").forEach((input) => (input.value = token));
    stale = false;
  });
})();
