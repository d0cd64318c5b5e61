// What is cut off, too wide, and on tablets too small.
() => {
  const found = [], root = document.documentElement, tablet = root.classList.contains("tablet");
  const name = (el) => (el.textContent || el.value || el.id || el.name || "").trim().slice(0, 20) + " <" + el.tagName + "." + el.className + ">";
  if (root.scrollWidth > root.clientWidth) {
    const wide = Array.from(document.body.querySelectorAll("*")).filter((el) => {
      const box = el.getBoundingClientRect();
      return box.right > root.clientWidth + 1 && box.width && !el.closest(".board");
    });
    found.push("wider than the window: " + root.scrollWidth + " > " + root.clientWidth + " at " + wide.slice(0, 3).map(name));
  }
  document.querySelectorAll(".btn, button, summary, .tabs label:not(.sr), .rate label").forEach((el) => {
    const box = el.getBoundingClientRect();
    if (!box.width || el.closest("[hidden]") || getComputedStyle(el).visibility === "hidden") return;
    if (el.scrollWidth > el.clientWidth + 1 && el.clientWidth) found.push("cut on the right: " + name(el));
    if (el.scrollHeight > el.clientHeight + 1 && el.clientHeight) found.push("cut below: " + name(el));
    if (tablet && (box.height < 47.5 || box.width < 47.5)) found.push("small target " + box.width + "x" + box.height + ": " + name(el));
  });
  document.querySelectorAll("body *").forEach((el) => {
    const style = getComputedStyle(el);
    if (el.scrollWidth <= el.clientWidth + 1 || style.overflowX !== "hidden" || el.closest(".sr, svg, [hidden]")) return;
    if (parseFloat(style.textIndent) >= el.clientWidth) return; // a picture in place of words, which stay for who listens
    if (el.clientWidth > 1) found.push("words cut off: " + name(el));
  });
  if (tablet) {
    document.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((el) => {
      const box = (el.labels && el.labels[0] && ["radio", "checkbox"].includes(el.type) ? el.labels[0] : el).getBoundingClientRect();
      if (box.width && box.height < 47.5) found.push("small target " + box.height + ": " + name(el));
    });
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = new Set();
    while (walker.nextNode()) {
      const el = walker.currentNode.parentElement, box = el.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(el).fontSize);
      if (walker.currentNode.data.trim() && box.width > 2 && size < 17.9 && !el.closest("template, script, [hidden]"))
        small.add(name(el) + " " + size);
    }
    Array.from(small).slice(0, 5).forEach((one) => found.push("small text: " + one));
  }
  return found;
}
