// What makes a page smoother, and tells of a dead network. Nothing here is needed for a task.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // One click, one record: a form is on its way until its answer is there.
  function buttons(form) {
    return [].filter.call(form.elements || [form], (one) => one.type === "submit");
  }
  function hold(form) {
    form.dataset.sent = "";
    buttons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  }
  function release(form) {
    delete form.dataset.sent;
    buttons(form).forEach((button) => button.removeAttribute("aria-disabled"));
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return; // htmx has taken it
    if ("sent" in form.dataset) return event.preventDefault();
    hold(form);
    setTimeout(release, 10000, form); // a download leaves the page where it is
  });
  window.addEventListener("pageshow", () => [].forEach.call(document.forms, release));

  function on(name, then) {
    document.addEventListener("htmx:" + name, then);
  }
  on("beforeRequest", (event) => {
    const config = event.detail.requestConfig;
    const cause = config.triggeringEvent ? config.triggeringEvent.type : "";
    if (config.verb === "get" || !["submit", "click"].includes(cause)) return; // or it saves as one writes
    const form = event.detail.elt;
    if ("sent" in form.dataset) return event.preventDefault();
    hold(form);
  });
  on("afterRequest", (event) => {
    const failed = event.detail.failed || !event.detail.successful;
    if (event.detail.requestConfig.verb === "get") return;
    release(event.detail.elt);
    if (!failed) document.getElementById("notice").textContent = "";
  });

  // Polling fails silently; what a person did, does not.
  function offline(event) {
    if (!event.detail.requestConfig.triggeringEvent) return;
    const words = document.getElementById("no-network").content.cloneNode(true);
    const notice = document.getElementById("notice");
    notice.textContent = "";
    notice.appendChild(words);
  }
  on("sendError", offline);
  on("timeout", offline);
})();
