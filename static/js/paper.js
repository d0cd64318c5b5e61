// Shows a paper as the sheets that it is printed on, the 版记 on the foot of the last one. The text lies
// in columns as wide and high as the 版心: each is a page, on the screen and, broken alike, in print.
(function () {
  "use strict";
  const MM = 96 / 25.4, STEP = 218 * MM, HIGH = 225 * MM, INNER = 28, OUTER = 26;
  const paper = document.querySelector(".paper");
  if (!paper) return; // a letter shows its first page, and what is left below it
  const desk = paper.parentNode, spacer = paper.querySelector(".spacer");
  const each = (selector, act) => [].forEach.call(paper.querySelectorAll(selector), act);
  const boxOf = (part) => part.getBoundingClientRect();
  const column = (part) => Math.floor((boxOf(part).left - boxOf(paper).left + 4) / STEP);
  const lastColumn = (part) => Math.floor((boxOf(part).right - boxOf(paper).left - 4) / STEP);

  function turn(heading) { // rather than stand alone at a page's foot
    const next = heading.nextElementSibling;
    heading.classList.remove("turned");
    if (next && column(heading) < column(next)) heading.classList.add("turned");
  }
  // Print repeats a table's head on each page; columns do not.
  function repeat(head) {
    let last = column(head);
    [].forEach.call(head.parentNode.querySelectorAll("tbody tr"), (row) => {
      const add = (line) => row.parentNode.insertBefore(line.cloneNode(true), row);
      const again = column(row) > last ? [].map.call(head.rows, add) : [];
      again.forEach((line) => line.classList.add("again"));
      // old browsers would leave it at the foot of the page before
      if (again.length && column(again[0]) === last) again.forEach((line) => line.remove());
      last = column(row);
    });
  }
  function sink() {
    const colophon = paper.querySelector(".colophon"), text = paper.querySelector(".text");
    spacer.classList.remove("turned");
    spacer.style.height = "0";
    spacer.classList.toggle("turned", column(colophon) > lastColumn(text.lastElementChild));
    const foot = boxOf(colophon).bottom - boxOf(paper).top;
    spacer.style.height = Math.max(0, HIGH - 1 - foot) + "px";
  }
  function sheet(place) {
    const made = document.createElement("div"), number = document.createElement("span");
    made.className = place % 2 ? "sheet even" : "sheet";
    made.style.left = place * STEP - (place % 2 ? OUTER : INNER) * MM + "px";
    made.setAttribute("aria-hidden", "true");
    number.textContent = "— " + (place + 1) + " —";
    made.appendChild(number);
    return made;
  }
  function lay() {
    each(".sheet, .again", (old) => old.remove());
    [paper, desk].forEach((part) => part.classList.add("placed"));
    each("thead", repeat);
    each("h2", turn);
    if (spacer) sink();
    const last = Math.max(0, Math.round(paper.scrollWidth / STEP - 156 / 218));
    desk.classList.toggle("one", last === 0);
    for (let place = 0; place <= last; place += 1) paper.appendChild(sheet(place));
  }
  lay();
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(lay);
})();
