// Reads out what has changed on the console: who did what, and how many wait. The region is
// replaced whole, so it cannot be the one that is read out.
(function () {
  "use strict";
  const desk = document.getElementById("desk"), place = document.getElementById("news");
  if (!desk || !place) return;
  const news = () => desk.querySelector("[data-news]").textContent.replace(/\s+/g, " ").trim();
  let heard = news();
  new MutationObserver(() => {
    if (news() !== heard) place.textContent = heard = news();
  }).observe(desk.firstElementChild, { childList: true });
})();
