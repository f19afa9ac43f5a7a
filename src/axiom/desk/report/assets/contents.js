function drawContents() {
  const sections = [...document.querySelectorAll("section[data-title]")].filter((section) => !section.hidden);
  const links = sections.map((section, index) => {
    section.id = section.id || `section-${index}`;
    return node("a", { href: `#${section.id}` }, section.dataset.title);
  });
  byId("contents").replaceChildren(node("a", { href: "#" }, "Overview"), ...links);
  const watch = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (!entry.isIntersecting) return;
    links.forEach((link, index) => link.classList.toggle("here", sections[index] === entry.target));
  }), { rootMargin: "-10% 0px -80% 0px" });
  sections.forEach((section) => watch.observe(section));
}

function flat(value, prefix = "") {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [[prefix, value]];
  return Object.entries(value).flatMap(([name, inner]) => flat(inner, prefix ? `${prefix}.${name}` : name));
}

const shownSetting = (value) => (Array.isArray(value) ? value.join(", ") : value === null ? "none" : String(value));
