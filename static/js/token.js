// A page whose session ended takes over the token of the one that was begun in its place.
(function () {
  "use strict";
  let doubtful = false;
  async function renew() {
    const answer = await fetch(document.body.dataset.token);
    if (!answer.ok) return;
    const token = await answer.text();
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("[name=csrf_token]").forEach((input) => (input.value = token));
  }
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    doubtful = doubtful || status === 400 || status === 401;
    if (status === 400) renew(); // the next try will tell whether anybody is signed in
  });
  window.addEventListener("focus", () => doubtful && renew()); // back from signing in elsewhere
})();
