// 换人 and 退出: asks first about what would be lost.
(function () {
  "use strict";
  const panel = document.getElementById("leave"), form = document.querySelector("#submission, #finding");
  const DRAFT = "kaimen.draft." + panel.dataset.card, COMMENTS = "kaimen.comment." + panel.dataset.card + ".";
  let target = "";
  const BALLOT = "kaimen.ballot." + panel.dataset.card + ".", isMain = form && !form.dataset.to; // what it holds is seen there
  function kept(such) { try { return Object.keys(localStorage).filter(such); } catch (e) { return []; } }
  const drafts = () => kept((key) => key.startsWith(COMMENTS) || (key === DRAFT && !isMain));
  const ballots = () => kept((key) => key.startsWith(BALLOT));
  const forget = () => drafts().concat(ballots(), DRAFT).forEach((key) => { try { localStorage.removeItem(key); } catch (e) { /* never was there */ } });
  const mine = () => window.store.all().filter((item) => item.author === panel.dataset.card);
  const held = () => form && form.dataset.held;
  function hindrance() {
    const receipt = document.getElementById("receipt");
    if (receipt && !receipt.hidden) return "code";
    if (mine().some((item) => item.volatile && item.fields)) return "volatile";
    if ((form && form.elements.text.value.trim() && !held()) || drafts().length) return "draft";
    return ballots().length ? "ballot" : "";
  }
  function ask(why) {
    panel.querySelectorAll("[data-why]").forEach((one) => { one.hidden = one.dataset.why !== why; });
    panel.querySelector("[data-submit]").hidden = why !== "draft" || !form || form.hidden || Boolean(held());
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
    const left = held() ? hindrance() : "refused"; // a text that was refused, or must wait for its code, stays
    if (left === "draft") ask(left); // something else was begun as well
    if (!left) window.leave(target);
  });
})();
