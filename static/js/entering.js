// Finds a representative by number or name, and shows the form's number where paper is entered.
(function () {
  "use strict";
  function form() { return document.getElementById("entering"); }

  function find() {
    const wanted = document.getElementById("find").value.normalize("NFKC").trim().replace(/^0+(?=\d)/, "");
    let shown = 0;
    form().querySelectorAll(".people label").forEach((label) => {
      const seat = label.textContent.trim().replace(/^0+/, "");
      const fits = /^\d+$/.test(wanted) ? seat.split(" ")[0].startsWith(wanted) : seat.includes(wanted);
      label.hidden = !fits;
      shown += fits ? 1 : 0;
      if (fits && wanted && seat.split(" ")[0] === wanted) document.getElementById(label.htmlFor).checked = true;
    });
    form().querySelector("[data-none]").hidden = shown > 0;
  }
  function paper() {
    const chosen = form() && form().querySelector("[name=source]:checked");
    if (chosen) form().querySelector(".on-paper").hidden = chosen.value !== "paper";
  }
  document.addEventListener("input", (event) => {
    if (event.target.id === "find") find();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "source") paper();
  });
  document.addEventListener("keydown", (event) => { // Enter in the finder chooses, and sends nothing
    if (event.target.id === "find" && event.key === "Enter") event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", () => { paper(); window.scrollTo(0, 0); });
  paper();
})();
