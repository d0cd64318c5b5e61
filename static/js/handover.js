// 换人 and 退出: asks first about what would be lost.
(function () {
  "use strict";
  const panel = document.getElementById("leave"), form = document.getElementById("submission");
  const DRAFT = "kaimen.draft." + panel.dataset.card;
  let target = "";
  function draft() { try { return localStorage.getItem(DRAFT); } catch (e) { return null; } }
  const BALLOT = "kaimen.ballot." + panel.dataset.card + ".";
  function ballots() { try { return Object.keys(localStorage).filter((key) => key.startsWith(BALLOT)); } catch (e) { return []; } }
  function forget() { try { [DRAFT].concat(ballots()).forEach((key) => localStorage.removeItem(key)); } catch (e) { /* never was there */ } }
  const mine = () => window.store.all().filter((item) => item.author === panel.dataset.card);
  const held = () => form && form.dataset.held;
  function hindrance() {
    const receipt = document.getElementById("receipt");
    if (receipt && !receipt.hidden) return "code";
    if (mine().some((item) => item.volatile && item.fields)) return "volatile";
    if (form ? form.elements.text.value.trim() && !held() : draft()) return "draft";
    return ballots().length ? "ballot" : "";
  }
  function ask(why) {
    panel.querySelectorAll("[data-why]").forEach((one) => { one.hidden = one.dataset.why !== why; });
    panel.querySelector("[data-submit]").hidden = why !== "draft" || !form || form.hidden;
    panel.querySelector("[data-drop]").hidden = why === "code";
    panel.hidden = false;
    panel.focus();
  }
  function tryToLeave() { const why = hindrance(); if (why) ask(why); else window.leave(target); }
  document.querySelectorAll("[data-leave]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    target = button.getAttribute("formaction");
    tryToLeave();
  }));
  function on(name, then) { panel.querySelector("[data-" + name + "]").addEventListener("click", then); }
  on("stay", () => { panel.hidden = true; if (form) form.elements.text.focus(); });
  on("drop", () => { forget(); mine().filter((item) => item.volatile).forEach((item) => window.store.drop(item)); window.leave(target); });
  on("submit", () => {
    panel.hidden = true;
    form.querySelector("[type=submit]").click();
    if (held() && !hindrance()) window.leave(target); // a text that was refused, or must wait for its code, stays
  });
})();
