// Marks a like question in the merge form, or cites it in the answer, without leaving the page: what
// is being typed stays. Without scripts these are links that open the sheet with the form filled in.
(function () {
  "use strict";
  function show(input) {
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.scrollIntoView({ block: "center" });
    input.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-into], [data-cite]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const input = document.querySelector(link.dataset.into ? "select[name=into]" : "textarea[name=words]");
    if (!input) return;
    event.preventDefault();
    if (link.dataset.into) input.value = link.dataset.into;
    else if (!input.value.includes(link.dataset.cite)) {
      input.value = input.value.trim() ? input.value.trimEnd() + "\n" + link.dataset.cite : link.dataset.cite;
    }
    show(input);
  });
})();
