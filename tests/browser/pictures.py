"""Whether every picture on a page says in words what is on it."""

from typing import Final

from playwright.sync_api import Page

GENERIC: Final = frozenset({"image", "picture", "chart", "plot", "figure", "graph", "diagram", "img", "svg"})

# What is seen and is no part of another picture. A drawing that assistive software is told to pass by is either a
# sign beside its word (small, or in a control that has a name), or it is told beside it: by a line that speaks up when
# it changes, by a caption, or by the words of the group.
_SEEN: Final = """(within) => {
  const found = [];
  const small = (node) => { const { width, height } = node.getBoundingClientRect(); return width <= 48 && height <= 48; };
  const words = (ids) => (ids ?? "").split(/\\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  for (const node of document.querySelectorAll("svg, img, canvas, [role=img], [role=figure], object, video")) {
    if (!node.closest(within) || node.id === "js-plotly-tester") continue;  // plotly's own measuring stick
    if (node.parentElement.closest("svg, [role=img], [role=figure], .lecture-small") || !node.checkVisibility()) continue;
    const hidden = node.closest("[aria-hidden=true], [role=presentation], [role=none]");
    const name = (node.getAttribute("aria-label") ?? (words(node.getAttribute("aria-labelledby"))
      || node.getAttribute("alt") || node.querySelector(":scope > title")?.textContent || "")).trim();
    if (!hidden) {
      found.push({ name, told: "", what: node.outerHTML.slice(0, 140) });
    } else if (!small(node) && !node.closest("button, label, a, summary, legend, dt, th, li")) {
      const group = node.closest("figure, [role=group]") ?? node.parentElement;
      const speaks = node.closest(".alliance-widget")?.querySelector("[role=status]");
      const caption = node.closest("figure")?.querySelector("figcaption");
      const told = [speaks, caption, group].map((one) => one?.textContent.trim() ?? "").join(" ").trim();
      found.push({ name: null, told, what: node.outerHTML.slice(0, 140) });
    }
  }
  return found;
}"""


def trivial(words: str) -> bool:
    """Tell whether words say nothing of what is seen: none, a kind of picture, a file's name, or less than three words."""
    said = [word.strip(".,:;()").lower() for word in words.split()]
    told = [word for word in said if word and word not in GENERIC]
    return len(told) < 3 or words.lower().endswith((".png", ".svg", ".jpg"))


def pictures_without_words(page: Page, within: str = "body") -> list[str]:
    """Return the pictures of a page of which nothing is said, or the same as of another one that looks different."""
    seen = page.evaluate(_SEEN, within)
    wrong = [
        f"{one['name'] if one['name'] is not None else one['told']!r}: {one['what']}"
        for one in seen
        if trivial(one["name"] if one["name"] is not None else one["told"])
    ]
    same = page.evaluate(_SAME, within)
    return wrong + [f"said of pictures that differ: {words}" for words in same]


_SAME: Final = """(within) => {
  const drawn = new Map(), twice = new Set();
  for (const node of document.querySelectorAll("svg[role=img], img")) {
    if (!node.closest(within) || !node.checkVisibility() || node.parentElement.closest("[aria-hidden=true]")) continue;
    const own = node.getAttribute("aria-label") ?? node.getAttribute("alt");
    if (!own) continue;
    const name = `${node.closest(".alliance-widget")?.getAttribute("aria-label") ?? ""}: ${own}`;
    const shape = node.tagName === "IMG" ? node.src : [...node.querySelectorAll("[d], circle, rect")]
      .map((part) => part.getAttribute("d") ?? `${part.getAttribute("cx")} ${part.getAttribute("x")} ${part.getAttribute("width")}`).join();
    if (drawn.has(name) && drawn.get(name) !== shape) twice.add(name);
    drawn.set(name, shape);
  }
  return [...twice];
}"""
