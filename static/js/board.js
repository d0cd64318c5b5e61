// Goes from card to card by keys, and keeps the card that was reached when the board is replaced.
// On the board left and right change the lane; the list has one. What each key opens is a link.
(function () {
  "use strict";
  const LINKS = ".card > a, .listing .go";
  let last = null;

  const all = (within, what) => Array.from(within.querySelectorAll(what));
  const shown = () => all(document, LINKS);

  function reach(link) {
    if (!link) return;
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function along(step) {
    const links = shown(), at = links.indexOf(document.activeElement);
    const within = at < 0 ? null : links[at].closest(".lane");
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (next && (at < 0 || next.closest(".lane") === within)) reach(next);
  }
  function across(step) {
    const lanes = all(document, ".lane").filter((lane) => lane.querySelector(LINKS));
    const lane = document.activeElement.closest(".lane"), at = lanes.indexOf(lane);
    if (at < 0) return reach(shown()[0]);
    const to = lanes[at + step];
    if (!to) return;
    const row = all(lane, LINKS).indexOf(document.activeElement), links = all(to, LINKS);
    reach(links[Math.min(row, links.length - 1)]);
  }
  const MOVES = {
    j: () => along(1), ArrowDown: () => along(1), k: () => along(-1), ArrowUp: () => along(-1),
    ArrowRight: () => across(1), ArrowLeft: () => across(-1),
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable) return;
    const move = MOVES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!move) return;
    event.preventDefault();
    move();
  });
  document.addEventListener("focusin", (event) => {
    last = event.target.matches(LINKS) ? event.target.getAttribute("href") : null;
  });
  document.addEventListener("htmx:load", () => {
    if (!last || document.activeElement !== document.body) return;
    reach(shown().find((link) => link.getAttribute("href") === last));
  });
})();
