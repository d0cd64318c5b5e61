// 换人 and 退出: asks about what would be lost, shows nothing more, and ends the session, now or as
// soon as there is a network.
(function () {
  "use strict";
  const panel = document.getElementById("leave"), form = document.getElementById("submission");
  const KEY = "kaimen.leaving", DRAFT = "kaimen.draft." + panel.dataset.card, PAUSE = 2000; // ms
  let target = "";
  function stored(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(key);
      return value ? localStorage.setItem(key, value) : localStorage.removeItem(key);
    } catch (e) { return null; }
  }
  const mine = () => window.store.all().filter((item) => item.author === panel.dataset.card);
  const held = () => form && form.dataset.held;
  function hindrance() {
    const receipt = document.getElementById("receipt");
    if (receipt && !receipt.hidden) return "code";
    if (mine().some((item) => item.volatile && item.fields)) return "volatile";
    return (form ? form.elements.text.value.trim() && !held() : stored(DRAFT)) ? "draft" : "";
  }
  function ask(why) {
    panel.querySelectorAll("[data-why]").forEach((one) => { one.hidden = one.dataset.why !== why; });
    panel.querySelector("[data-submit]").hidden = why !== "draft" || !form || form.hidden;
    panel.querySelector("[data-drop]").hidden = why === "code";
    panel.hidden = false;
    panel.focus();
  }
  function leave() {
    stored(KEY, target); // a page opened before the session has ended finds it
    document.documentElement.classList.add("left");
    document.querySelectorAll("main, header").forEach((part) => part.remove());
    const token = document.querySelector("#act [name=csrf_token]").value;
    fetch(target, { method: "POST", body: new URLSearchParams({ csrf_token: token }) }).then((reply) => {
      if (reply.status >= 500) throw new Error(String(reply.status));
      stored(KEY, "");
      location.replace(target.includes("to=card") || !reply.ok ? panel.dataset.entry : reply.url);
    }).catch(() => setTimeout(leave, PAUSE));
  }
  function tryToLeave() { const why = hindrance(); if (why) ask(why); else leave(); }
  document.querySelectorAll("[data-leave]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    target = button.getAttribute("formaction");
    tryToLeave();
  }));
  function on(name, then) { panel.querySelector("[data-" + name + "]").addEventListener("click", then); }
  on("stay", () => { panel.hidden = true; if (form) form.elements.text.focus(); });
  on("drop", () => { stored(DRAFT, ""); mine().filter((item) => item.volatile).forEach((item) => window.store.drop(item)); leave(); });
  on("submit", () => {
    panel.hidden = true;
    form.querySelector("[type=submit]").click();
    if (held() && !hindrance()) leave(); // a text that was refused, or must wait for its code, stays
  });
  target = stored(KEY) || "";
  if (target) leave();
})();
