// Shows a paper as the sheets that it will be printed on, and puts the 版记 on the foot of the last
// one. The text lies in columns as wide and high as the 版心: each is a page, on the screen and, with
// the same breaks, in print.
(function () {
  "use strict";
  const MM = 96 / 25.4, WIDE = 156 * MM, STEP = 218 * MM, HIGH = 225 * MM, INNER = 28, OUTER = 26;
  const paper = document.querySelector(".paper");
  if (!paper) return; // 信函格式 shows its first page, and what is left, as it is
  const desk = paper.parentNode, spacer = paper.querySelector(".spacer");
  const colophon = paper.querySelector(".colophon");

  function boxOf(part) {
    const box = part.getBoundingClientRect(), zero = paper.getBoundingClientRect();
    return { column: Math.floor((box.left - zero.left + 4) / STEP), bottom: box.bottom - zero.top };
  }
  // A heading that would stand alone at a page's foot goes on to the next one.
  function turn(heading) {
    const next = heading.nextElementSibling;
    heading.classList.remove("turned");
    if (next && boxOf(heading).column < boxOf(next).column) heading.classList.add("turned");
  }
  function sink() {
    if (!spacer) return;
    spacer.classList.remove("turned");
    spacer.style.height = "0";
    const before = boxOf(paper.querySelector(".text").lastElementChild || paper);
    const at = boxOf(colophon);
    spacer.classList.toggle("turned", at.column > before.column); // no room left: a page of its own
    spacer.style.height = Math.max(0, HIGH - 1 - boxOf(colophon).bottom) + "px";
  }
  function sheet(place) {
    const made = document.createElement("div"), number = document.createElement("span");
    made.className = place % 2 ? "sheet even" : "sheet";
    made.style.left = place * STEP - (place % 2 ? OUTER : INNER) * MM + "px";
    number.textContent = "— " + (place + 1) + " —";
    made.setAttribute("aria-hidden", "true");
    made.appendChild(number);
    return made;
  }
  function lay() {
    [].forEach.call(desk.querySelectorAll(".sheet"), (old) => old.remove());
    paper.classList.add("placed");
    desk.classList.add("laid");
    [].forEach.call(paper.querySelectorAll("h2"), turn);
    sink();
    const last = Math.max(0, Math.round((paper.scrollWidth - WIDE) / STEP));
    desk.classList.toggle("one", last === 0);
    for (let place = 0; place <= last; place += 1) paper.appendChild(sheet(place));
  }
  lay();
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(lay);
})();
