// When the session has ended, for its age or since the card was lost, the page says so and shows
// nothing more of its person. What was sent goes out all the same.
(function () {
  "use strict";
  const root = document.documentElement, ended = document.getElementById("ended"), PAUSE = 3000; // ms
  let asking = false;
  function end() {
    root.dataset.ended = "";
    document.querySelectorAll(".beside, .tale").forEach((part) => part.remove());
    document.querySelectorAll("[data-poll]").forEach((region) => region.removeAttribute("data-poll"));
    ended.hidden = false;
    ended.focus();
  }
  function look() {
    const region = document.querySelector("[data-poll]");
    if (!region || asking || root.dataset.live !== "off" || "ended" in root.dataset || root.classList.contains("left")) return;
    asking = true;
    const done = () => { asking = false; };
    fetch(region.dataset.poll).then((reply) => { if (reply.status === 404) end(); }).then(done, done);
  }
  setInterval(look, PAUSE);
})();
