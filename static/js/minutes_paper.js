// Puts the 版记 on the foot of the last page. The text lies on a grid of 22 lines a page, and is as
// wide on the screen as in print, so its lines can be counted here.
(function () {
  "use strict";
  const LINE = 38, LINES = 22, PAGE = (225 / 25.4) * 96;
  const paper = document.querySelector(".paper");
  const text = paper.querySelector(".text");
  const spacer = paper.querySelector(".spacer");
  const colophon = paper.querySelector(".colophon");

  function place() {
    paper.classList.add("placed");
    const top = text.getBoundingClientRect().top;
    let added = 0; // lines left empty where a heading would have stood alone at a page's foot
    [].forEach.call(text.querySelectorAll("h2"), (heading) => {
      const box = heading.getBoundingClientRect();
      const last = Math.round((box.bottom - top) / LINE) - 1 + added;
      const high = Math.round(box.height / LINE);
      const alone = last % LINES === LINES - 1;
      heading.classList.toggle("turned", alone);
      if (alone) added += high;
    });
    const lines = Math.round(text.getBoundingClientRect().height / LINE) + added;
    const used = (((lines - 1) % LINES) + 1) * LINE;
    const free = PAGE - colophon.getBoundingClientRect().height - 1;
    spacer.classList.toggle("turned", free < used); // no room left: on a page of its own
    spacer.style.height = (free < used ? free : free - used) + "px";
  }
  place();
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(place);
})();
