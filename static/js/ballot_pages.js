// One unit at a time, a list of what is done, and the ballot read through before it is handed in.
(function () {
  "use strict";
  const form = document.getElementById("ballot"), words = document.getElementById("ballot-words");
  const all = (within, what) => Array.from(within.querySelectorAll(what));
  const units = form ? all(form, "[data-unit]") : [];
  if (!units.length) return;
  const get = (name) => form.querySelector("[data-" + name + "]"), text = (name) => words.dataset[name];
  const of = Number(form.dataset.of), links = all(form, "[data-go]"), END = units.length;
  let at = 0; // END: read through

  const ticked = (unit) => all(unit, "[name^=l_]:checked");
  const said = (unit) => { const box = unit.querySelector("textarea"); return box ? box.value.trim() : ""; };
  const labelOf = (input) => input.labels[0].textContent.trim();
  function standing(unit) {
    const count = ticked(unit).length;
    const told = !count ? text("none") : count < of ? count + "/" + of + text("part") : text("all");
    return said(unit) ? told + " " + text("remark") : told;
  }
  function tell() {
    units.forEach((unit, place) => {
      links[place].querySelector("[data-stand]").textContent = standing(unit);
      links[place].classList.toggle("done", ticked(unit).length > 0);
    });
    const done = units.filter((unit) => ticked(unit).length).length;
    get("done").textContent = text("all") + " " + done + "/" + END;
  }
  function line(unit) {
    const row = document.createElement("li"), name = document.createElement("b"), told = document.createElement("span");
    const each = ticked(unit).map((input) => input.closest("fieldset").querySelector("b").textContent + "：" + labelOf(input));
    name.textContent = unit.dataset.name;
    told.textContent = (each.join("；") || text("none")) + (said(unit) ? "（" + text("remark") + "）" : "");
    row.append(name, told);
    return row;
  }
  function go(place) {
    at = Math.max(0, Math.min(place, END));
    units.forEach((unit, one) => { unit.hidden = one !== at; });
    links.forEach((link, one) => { if (one === at) link.setAttribute("aria-current", "step"); else link.removeAttribute("aria-current"); });
    get("summary").hidden = at !== END;
    get("lines").textContent = "";
    if (at === END) get("lines").append(...units.map(line));
    get("previous").textContent = text(at === END ? "back" : "previous");
    get("previous").disabled = at === 0;
    get("next").hidden = at >= END - 1;
    get("hand-in").querySelector("[data-words]").textContent = text(at === END ? "handIn" : "review");
    get("hand-in").classList.toggle("pri", at >= END - 1 || units.every((unit) => ticked(unit).length));
    tell();
  }
  function move(place) { go(place); (units[at] || get("summary")).focus({ preventScroll: true }); window.scrollTo(0, 0); }
  links.forEach((link, place) => link.addEventListener("click", (event) => { event.preventDefault(); move(place); }));
  get("previous").addEventListener("click", () => move(at - 1));
  get("next").addEventListener("click", () => move(at + 1));
  ["input", "change"].forEach((name) => form.addEventListener(name, tell));
  window.ballot = { form, units, text, ticked, tell, move, isRead: () => at === END, problem: get("problem"), last: () => move(END) };
  go(0);
})();
