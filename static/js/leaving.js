// Ends the session of whoever hands the tablet on, now or as soon as there is a network. Until then
// no page of this device shows anything of that person, and nobody else comes in.
(function () {
  "use strict";
  const KEY = "kaimen.leaving", PAUSE = 2000; // ms
  const entry = document.currentScript.dataset.entry;
  function stored(value) {
    try {
      if (value === undefined) return localStorage.getItem(KEY);
      return value ? localStorage.setItem(KEY, value) : localStorage.removeItem(KEY);
    } catch (e) { return null; }
  }
  function leave(target) {
    stored(target); // a page opened meanwhile finds it
    document.documentElement.classList.add("left");
    document.querySelectorAll("main, header").forEach((part) => part.remove());
    const body = new URLSearchParams({ csrf_token: document.querySelector("#act [name=csrf_token]").value });
    fetch(target, { method: "POST", body: body }).then((reply) => {
      if (reply.status >= 500) throw new Error(String(reply.status));
      stored("");
      location.replace(target.includes("to=card") || !reply.ok ? entry : reply.url);
    }).catch(() => setTimeout(leave, PAUSE, target));
  }
  window.leave = leave;
  const target = stored();
  if (target) leave(target);
})();
