// Fills in the digits that a card's QR carries behind the #, and takes them out of the address.
(function () {
  "use strict";
  const digits = /^#(\d{8})$/.exec(location.hash);
  const input = document.querySelector("[data-card]");
  if (!digits || !input) return;
  input.value = digits[1].slice(0, 4) + " " + digits[1].slice(4);
  history.replaceState(null, "", location.pathname + location.search);
})();
