// A name that no other record on any device has, for what is written here and sent later.
(function () {
  "use strict";
  window.newId = function () { // crypto.randomUUID is too young for the browsers here, and wants https
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = Array.from(b, (one) => (one + 256).toString(16).slice(1)).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
})();
