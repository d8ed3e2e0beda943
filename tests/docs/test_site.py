"""The built site: its files, and how it is in a real browser that opens them without a network."""

import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import typer
from built_page import BuiltPage
from playwright.sync_api import Browser, Page, expect

import alliance
import alliance.cli
import alliance_grader.cli

ROOT = Path(__file__).parents[2]
REMOTE = ("http:", "https:", "//")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, BuiltPage]:
    return {file.relative_to(site): BuiltPage(file) for file in site.rglob("*.html")}


def test_every_link_leads_somewhere(site: Path, pages: dict[Path, BuiltPage]) -> None:
    lost = []
    for file, page in pages.items():
        for link in [*page.links, *page.loads]:
            target = urlsplit(link)
            if target.scheme or target.netloc:
                continue
            place = (site / file.parent / unquote(target.path)).resolve() if target.path else site / file
            there = pages.get(place.relative_to(site))
            if not place.is_file() or (there and unquote(target.fragment) not in there.places):
                lost.append(f"{file}: {link}")
    assert lost == []
    assert sum(len(page.links) for page in pages.values()) > 1000


def test_nothing_comes_from_a_network(site: Path, pages: dict[Path, BuiltPage]) -> None:
    assert [
        (file, load) for file, page in pages.items() for load in page.loads if load.startswith(REMOTE)
    ] == []
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css")}
    assert [
        name
        for name, sheet in sheets.items()
        if re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet)
    ] == []


def test_every_page_of_documents_is_in_the_menu(pages: dict[Path, BuiltPage]) -> None:
    """Sphinx fails for a page in no menu; this holds that nothing was left out before it could say so."""
    sources = {file.relative_to(ROOT / "docs").with_suffix(".html") for file in ROOT.glob("docs/**/*.md")}
    sources = {file for file in sources if not file.parts[0].startswith("_")} - {Path("README.html")}
    assert sources <= set(pages)
    menu = {link.partition("#")[0] for link in pages[Path("index.html")].links}
    assert {str(file) for file in sources if file.parts[0] != "api"} <= menu | {"index.html"}


def test_the_names_to_type_lead_to_their_entries(pages: dict[Path, BuiltPage]) -> None:
    led = {link.rpartition(".")[2] for link in pages[Path("api/alliance.html")].links if "#alliance." in link}
    assert set(alliance.__all__) <= led


@pytest.mark.parametrize(
    ("app", "page"),
    [(alliance.cli.app, "command_alliance"), (alliance_grader.cli.app, "command_alliance_grader")],
)
def test_every_command_is_in_the_reference(app: typer.Typer, page: str, pages: dict[Path, BuiltPage]) -> None:
    program = page.removeprefix("command_").replace("_", "-")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    shown = {name for name, command in commands.items() if not command.hidden}
    assert len(shown) > 5
    assert {f"{program}-{name}" for name in shown} <= pages[Path(f"api/{page}.html")].places


@pytest.mark.parametrize("picture", ["architecture", "packages"])
def test_what_the_pictures_name_exists(picture: str) -> None:
    drawn = (ROOT / f"docs/pictures/{picture}.svg").read_text(encoding="utf-8")
    named = re.findall(r'<text class="(\w+)"[^>]*>([^<]+)</text>', drawn)
    modules = [name for kind, name in named if kind == "module"]
    assert len(modules) > 10
    for name in modules:
        assert any(
            find_spec(full) for full in (name, f"alliance.{name}", f"alliance_grader.{name}") if home(full)
        ), name
    for name in (name for kind, name in named if kind == "folder"):
        assert (ROOT / name).is_dir() or f"/{name}" in (ROOT / ".gitignore").read_text("utf-8"), name


def home(name: str) -> bool:
    """Tell whether the package of a module is there, so that the module can be asked for."""
    above = name.rpartition(".")[0]
    return not above or find_spec(above) is not None


LOOKED_AT = (
    "index",
    "instructor_guide",
    "items",
    "architecture",
    "api/caseload",
    "api/command_alliance_grader",
)
Open = Callable[..., Page]
# Words beyond the edge of the window that no box lets one scroll to.
LOST = """() => [...document.querySelectorAll("article *")]
  .filter((node) => node.childElementCount === 0 && node.textContent.trim() && node.checkVisibility())
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .filter((node) => {
    for (let box = node; box.tagName !== "ARTICLE"; box = box.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(box).overflowX)) return false;
    }
    return true;
  }).map((node) => node.outerHTML.slice(0, 120))"""


@pytest.fixture
def opened(chromium: Browser, site: Path) -> Iterator[Open]:
    """Open a page of the site; what a script reports as an error fails the test."""
    contexts, errors = [], []

    def show(name: str, *, width: int = 1280, theme: str = "light") -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, offline=True))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
        page.goto(f"{site.as_uri()}/{name}")
        return page

    yield show
    for context in contexts:
        context.close()
    assert errors == []


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(27, 29, 32)")])
def test_axe_finds_nothing(theme: str, paper: str, opened: Open, barriers: Callable[..., list[str]]) -> None:
    found = {}
    for name in LOOKED_AT:
        page = opened(f"{name}.html", theme=theme)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
        found[name] = barriers(page)
    assert found == {name: [] for name in LOOKED_AT}


@pytest.mark.browser
def test_nothing_is_lost_beside_a_telephone(opened: Open) -> None:
    for name in LOOKED_AT:
        page = opened(f"{name}.html", width=400)
        assert page.evaluate("document.documentElement.scrollWidth") == 400, name
        assert page.evaluate(LOST) == [], name


@pytest.mark.browser
def test_what_scrolls_sideways_is_reached_by_keyboard(opened: Open) -> None:
    page = opened("architecture.html", width=400)
    picture = page.locator(".picture").first
    assert picture.evaluate("box => box.scrollWidth > box.clientWidth")
    picture.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.picture').scrollLeft > 0")


@pytest.mark.browser
def test_search_finds_without_a_network(opened: Open) -> None:
    page = opened("search.html?q=rupture")
    expect(page.locator("#search-results ul.search li").first).to_be_visible()
    assert page.locator("#search-results ul.search li").count() > 3


@pytest.mark.browser
def test_the_first_page_answers_without_python(opened: Open) -> None:
    page = opened("index.html")
    slider = page.get_by_role("slider").nth(1)
    assert slider.input_value() == "2"
    slider.focus()
    slider.press("End")
    expect(page.locator(".alliance-live")).to_contain_text("mean")
    assert slider.input_value() == "5"
    expect(page.locator(".alliance-live")).not_to_contain_text("hides one low pillar")


@pytest.mark.browser
def test_the_picture_follows_the_button_of_the_theme(opened: Open) -> None:
    page = opened("architecture.html", theme="auto")
    colour = "getComputedStyle(document.querySelector('.follows-theme .band')).fill"
    light = page.evaluate(colour)
    page.locator(".theme-toggle:visible").click()
    page.wait_for_function("document.body.dataset.theme === 'dark'")
    assert page.evaluate(colour) != light
