// A page whose session ended takes over the token of the one that was begun in its place.
(function () {
  "use strict";
  let signedOut = false;
  async function renew() {
    const answer = await fetch(document.body.dataset.token);
    if (!answer.ok) return;
    const token = await answer.text();
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("[name=csrf_token]").forEach((input) => (input.value = token));
    signedOut = false;
  }
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 400) renew(); // the next try shows whether anybody is signed in
    if (event.detail.xhr.status === 401) signedOut = true;
  });
  window.addEventListener("focus", () => signedOut && renew()); // back from signing in elsewhere
})();
