// A new identity for what is written on this device: a random UUID.
window.newId = function () { // crypto.randomUUID is too young for the browsers here, and wants https
  "use strict";
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const hex = Array.from(b, (one) => (one + 256).toString(16).slice(1)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};
