// The first link of each kind in each section of a page.
() => {
  const seen = new Set(), found = [];
  document.querySelectorAll("a[href]").forEach((link) => {
    const place = link.closest("section, .panel, nav, header") || document.body;
    place.dataset.place = place.dataset.place || String(Math.random());
    const key = place.dataset.place + new URL(link.href).pathname.replace(/[0-9a-f-]*\d[0-9a-f-]*/g, "#");
    if (!seen.has(key) && link.target !== "_blank") found.push(link.href);
    seen.add(key);
  });
  return found;
}
