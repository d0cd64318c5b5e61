// The wall: its look as the server keeps it, its keys, and a question that always fits.
(function () {
  "use strict";
  const root = document.documentElement, keys = document.getElementById("keys");
  const SMALLEST = 20; // px; a size of the style sheet that fits is left alone
  const LOOKS = ["up1", "up2", "up3", "down1", "down2", "down3", "dark", "joining"];
  const PRESSED = { "+": "larger", "=": "larger", "-": "smaller", "_": "smaller", "0": "usual" };

  function fit() {
    const place = document.querySelector(".wall-now"), words = place.querySelector("h1");
    words.style.fontSize = "";
    let size = parseFloat(getComputedStyle(words).fontSize);
    while (size > SMALLEST && place.scrollHeight > place.clientHeight) {
      size *= 0.96;
      words.style.fontSize = size + "px";
    }
  }

  function dress() {
    const wanted = document.querySelector("[data-look]").dataset.look.split(" ");
    LOOKS.forEach((name) => root.classList.toggle(name, wanted.includes(name)));
    fit();
  }

  function change(look) { // a dead network is shown by the mark on top already
    fetch(document.body.dataset.token).then((answer) => answer.text()).then((token) => {
      const form = new URLSearchParams({ look: look, csrf_token: token });
      return fetch(keys.action, { method: "POST", headers: { "HX-Request": "true" }, body: form });
    }).catch(() => {});
  }

  function look(key) {
    if (key === "d") return root.classList.contains("dark") ? "light" : "dark";
    if (key === "q") return root.classList.contains("joining") ? "no_code" : "code";
    return PRESSED[key];
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key === "h") keys.hidden = !keys.hidden;
    else if (key === "escape") keys.hidden = true;
    else if (look(key) && !event.repeat) change(look(key));
  });
  window.addEventListener("resize", fit);
  const news = new MutationObserver(dress);
  document.querySelectorAll("[data-poll]").forEach((at) => news.observe(at, { childList: true }));
  dress();
})();
