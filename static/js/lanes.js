// Goes from lane to lane without asking the server: on a narrow screen one is shown, on a wide one
// the choice goes to its first question.
(function () {
  "use strict";
  const desk = document.getElementById("desk");
  if (!desk) return;
  const links = () => Array.from(desk.querySelectorAll("[data-lane]"));
  const shown = () => /\bon-(\w+)/.exec(desk.className)[1];

  function tell() {
    links().forEach((link) => {
      if (link.dataset.lane === shown()) link.setAttribute("aria-current", "true");
    });
  }
  desk.addEventListener("click", (event) => {
    const link = event.target.closest("[data-lane]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    desk.className = desk.className.replace(/\bon-\w+/, "on-" + link.dataset.lane);
    links().forEach((one) => one.removeAttribute("aria-current"));
    tell();
    history.replaceState(history.state, "", link.href);
    document.dispatchEvent(new CustomEvent("lane", { detail: link.dataset.lane }));
  });
  new MutationObserver(tell).observe(document.getElementById("desk").firstElementChild, { childList: true });
  tell();
})();
