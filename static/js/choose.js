// The chosen question: j, k and arrows move the choice; it survives every change of the region by its
// id, and the list does not move under it. What somebody else took away is chosen no more.
(function () {
  "use strict";
  const desk = document.getElementById("desk"), KEPT = "kaimen.chosen";
  if (!desk) return;
  let chosen = sessionStorage.getItem(KEPT), top = 0, place = null, acted = 0;
  const cards = () => Array.from(desk.querySelectorAll(".q[id]")).filter((el) => el.offsetParent);
  const lane = (el) => el.closest(".lane") || desk;
  const lineOf = (el) => Array.from(lane(el).querySelectorAll(".q[id]"));

  function mark(el) {
    desk.querySelectorAll(".q.sel").forEach((old) => { old.classList.remove("sel"); old.removeAttribute("aria-current"); });
    chosen = el ? el.id : null;
    if (!el) return;
    el.classList.add("sel");
    el.setAttribute("aria-current", "true");
    sessionStorage.setItem(KEPT, chosen);
    place = { lane: lane(el).className, at: lineOf(el).indexOf(el) };
    top = el.getBoundingClientRect().top;
  }
  function choose(el) {
    if (!el) return;
    mark(el);
    el.focus({ preventScroll: true });
    el.scrollIntoView({ block: "nearest" });
    top = el.getBoundingClientRect().top;
  }
  function next() { // where the one was that I have just dealt with
    const there = place && desk.getElementsByClassName(place.lane)[0];
    const line = there ? Array.from(there.querySelectorAll(".q[id]")) : [];
    return line[Math.min(place.at, line.length - 1)];
  }
  function again() {
    if (!chosen) return;
    const el = document.getElementById(chosen);
    if (el && el.offsetParent) {
      const before = top;
      mark(el);
      if (el.contains(document.activeElement) || Math.abs(top - before) < window.innerHeight) window.scrollBy(0, top - before);
      top = el.getBoundingClientRect().top;
    } else if (Date.now() - acted < 5000) choose(next());
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
  document.addEventListener("lane", (event) => choose(cards().find((el) => el.closest(".lane-" + event.detail))));
  document.addEventListener("scroll", () => { const el = chosen && document.getElementById(chosen); if (el) top = el.getBoundingClientRect().top; }, { passive: true });
  new MutationObserver(again).observe(desk, { childList: true, subtree: true });
  again();
})();
