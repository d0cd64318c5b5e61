// The chosen question: j, k and arrows move the choice; it survives every change of the region by its
// id, and the list does not move under it. What somebody else took away is chosen no more.
(function () {
  "use strict";
  const desk = document.getElementById("desk"), KEPT = "kaimen.chosen";
  if (!desk) return;
  let chosen = sessionStorage.getItem(KEPT), top = 0, place = null, acted = 0;
  const topOf = (el) => (el ? el.getBoundingClientRect().top : 0);
  const lineOf = (at) => Array.from(at.querySelectorAll(".q[id]"));
  const cards = () => lineOf(desk).filter((el) => el.offsetParent);

  function mark(el) {
    desk.querySelectorAll(".q[aria-current]").forEach((old) => old.removeAttribute("aria-current"));
    chosen = el ? el.id : null;
    if (!el) return;
    el.setAttribute("aria-current", "true"); // a class would be settled away by htmx
    sessionStorage.setItem(KEPT, chosen);
    const bay = el.closest(".bay") || desk;
    place = { bay: bay.className, at: lineOf(bay).indexOf(el) };
    top = topOf(el);
  }
  function choose(el) {
    if (!el) return;
    mark(el);
    el.focus({ preventScroll: true });
    el.scrollIntoView({ block: "nearest" });
    top = topOf(el);
  }
  function next() { // where the one was that I have just dealt with
    const line = lineOf(desk.getElementsByClassName(place.bay)[0] || desk);
    return line[Math.min(place.at, line.length - 1)];
  }
  function again() {
    const el = chosen && document.getElementById(chosen), before = top, bay = place && place.bay;
    if (el && el.offsetParent) {
      mark(el);
      if (bay === place.bay) window.scrollBy(0, top - before);
      else el.scrollIntoView({ block: "nearest" });
      top = topOf(el);
    } else if (place && Date.now() - acted < 5000) choose(next());
    else mark(null);
  }
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    event.preventDefault();
    const all = cards(), now = all.findIndex((el) => el.id === chosen);
    choose(all[now < 0 ? 0 : Math.min(Math.max(now + step, 0), all.length - 1)]);
  });
  desk.addEventListener("click", (event) => {
    acted = Date.now();
    const card = event.target.closest(".q[id]");
    if (card) mark(card);
  }, true);
  document.addEventListener("lane", (event) => choose(cards().find((el) => el.closest(".bay-" + event.detail))));
  document.addEventListener("scroll", () => { if (chosen) top = topOf(document.getElementById(chosen)); }, { passive: true });
  new MutationObserver(again).observe(desk, { childList: true, subtree: true });
  again();
})();
