// Counts characters as people see them, exactly as models/text.py does on the server.
(function () {
  "use strict";
  const THICKEST = 16; // code points that one character may pile up
  const MARK = /[\p{M}\u200c\u200d\uff9e\uff9f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u;
  const PICTURE = /[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u{1f000}-\u{1f1e5}\u{1f200}-\u{1f3fa}\u{1f400}-\u{1faff}]/u;
  const FLAG = /[\u{1f1e6}-\u{1f1ff}]/u;
  const LEADING = /[\u1100-\u115f]/, VOWEL = /[\u1160-\u11a7]/, TRAILING = /[\u11a8-\u11ff]/, SYLLABLE = /[\uac00-\ud7a3]/;
  const UNSEEN = /[\p{Cc}\p{Cf}]/u, SEEN = /[\n\u200c\u200d\u{e0020}-\u{e007f}]/u;

  function isHangulPair(before, ch) {
    const whole = SYLLABLE.test(before), vowel = VOWEL.test(before);
    if (TRAILING.test(ch)) return whole || vowel || TRAILING.test(before);
    if (VOWEL.test(ch)) return vowel || LEADING.test(before) || (whole && (before.charCodeAt(0) - 0xac00) % 28 === 0);
    return LEADING.test(before) && (LEADING.test(ch) || SYLLABLE.test(ch));
  }
  function clean(text) {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\t/g, " ").replace(/\p{Cs}/gu, "\ufffd"); // as it is sent
    return Array.from(lines).filter((ch) => SEEN.test(ch) || !UNSEEN.test(ch)).join("").trim();
  }
  window.letters = function (text) {
    let count = 0, thick = 0, flags = 0, picture = false, before = "\n";
    for (const ch of clean(text)) {
      const clings = MARK.test(ch), pictured = PICTURE.test(ch), flag = FLAG.test(ch);
      let joined = clings || isHangulPair(before, ch);
      if (pictured) joined = before === "\u200d" && picture;
      if (flag) joined = flags % 2 === 1;
      if (before === "\n" || ch === "\n" || thick >= THICKEST) joined = false;
      count += joined ? 0 : 1;
      thick = joined ? thick + 1 : 1;
      flags = flag ? flags + 1 : 0;
      picture = pictured || (picture && joined && clings);
      before = ch;
    }
    return count;
  };
})();
