"""Whether a widget can be read by everybody, wherever it is shown."""

from typing import Final

from playwright.sync_api import Page

# Every piece of text against the nearest background that is painted behind it.
FAINT: Final = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const faint = [];
  for (const node of document.querySelectorAll(".alliance-widget *")) {
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
    if (!node.checkVisibility()) continue;
    const style = getComputedStyle(node);
    const behind = [];
    for (let at = node; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const back = over(behind);
    const [high, low] = [light(over([...behind, node.closest("svg") ? style.fill : style.color])), light(back)]
      .sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) faint.push([node.textContent, Math.round(10 * ratio) / 10]);
  }
  return faint;
}"""

_OUTSIDE: Final = """all => all.filter((node) => node.checkVisibility() && !node.closest(".aw-aloud")).filter((node) => {
  const { left, right } = node.getBoundingClientRect();
  return left < 0 || right > innerWidth;
}).map((node) => node.textContent)"""


def sound(page: Page, width: int) -> None:
    """Assert that no text is too faint for its background, and that nothing is cut off or makes the page scroll."""
    assert page.evaluate(FAINT) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    parts = ".alliance-widget :is(p, button, input, label, span, dd, td, th, text)"
    assert page.eval_on_selector_all(parts, _OUTSIDE) == []
