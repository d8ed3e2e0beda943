"""A lesson as one page: it opens without a network and without Python, and its widgets go on working."""

import base64
import os
import re
from html import escape
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import alliance.widgets
from alliance.errors import CourseError
from alliance.files import replace
from alliance.language import ENGLISH, _, speaking
from alliance.pictures import theme
from alliance.widgets._assets import script

_PLACE: Final = re.compile(r'data-widget="(\w+)"')
_LINK: Final = re.compile(r'href="(?:\.\./)?glossary\.md#([^"]+)"')
_TERM: Final = re.compile(r"^### ([^\n]+)\n\n(.+?)\s*(?=^###|\Z)", re.MULTILINE | re.DOTALL)
_TITLE: Final = re.compile(r"^# (.+)$", re.MULTILINE)
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline' data:">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
<script type="module">
const scripts = {{{scripts}}};
{host}
for (const place of document.querySelectorAll(".alliance-live")) {{
  bringToLife(scripts[place.dataset.widget], JSON.parse(place.dataset.state), place);
}}
{after}
</script>
</body>
</html>
"""


def export_lesson(notebook: Path, page: Path | None = None) -> Path:
    """Run a lesson and write it as one HTML file.

    Parameters
    ----------
    notebook : Path
        The lesson.
    page : Path, optional
        Where to; by default beside the notebook, with the ending ``.html``.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    CourseError
        When it is no notebook, does not run to its end, or what draws still pictures is not installed.
    """
    target = _no_notebook(page or notebook.with_suffix(".html"))
    return write_page(target, *_body(notebook))


def write_page(
    target: Path, title: str, body: str, language: str = ENGLISH, *, style: str = "", after: str = ""
) -> Path:
    """Write one page that needs neither a network nor Python.

    Parameters
    ----------
    target : Path
    title, body : str
        Its body holds what `executed` showed.
    language : str, default "en"
        Which language it is in, for whoever reads it aloud.
    style, after : str
        More CSS, and JavaScript for when all widgets are there.

    Raises
    ------
    CourseError
        When the folder cannot be written to, or the file is not to be called a page.
    """
    _no_notebook(target)
    written = _page(title, body, language, style, after)
    try:
        replace(target, written.encode())
    except OSError as error:
        raise CourseError(
            f"{target.parent} cannot be written to ({error.strerror}); choose another folder."
        ) from None
    return target


def _no_notebook(target: Path) -> Path:
    """Refuse to write a page in place of what is no page: the lesson itself, say, with somebody's work."""
    if target.suffix.lower() not in {".html", ".htm"}:
        raise CourseError(f"{target} is not written over; name a file that ends in .html.")
    return target


def executed(notebook: Any, name: str) -> Any:
    """Run a notebook so that its outputs are what a page without Python needs.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    name : str
        What to call it in an error.

    Raises
    ------
    CourseError
        When it does not run to its end, or what draws still pictures is not installed.
    """
    try:
        import_module("matplotlib")
    except ImportError:
        raise CourseError(
            "Exporting needs what draws still pictures; install it with: pip install 'alliance-workbook[instructor]'."
        ) from None
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        return client.execute(env={**os.environ, "ALLIANCE_EXPORT": "1"})
    except CellExecutionError as error:
        raise CourseError(f"{name} does not run to its end ({error.ename}: {error.evalue}).") from None


def _body(path: Path) -> tuple[str, str, str]:
    """Run the lesson; return its title, what it shows, and its language."""
    import nbformat
    from nbconvert import HTMLExporter

    if not path.is_file():
        raise CourseError(
            f"There is no file {path}; name a lesson, for example course/lessons/02_three_pillars.ipynb."
        )
    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        raise CourseError(f"{path.name} is not a notebook ({type(error).__name__}).") from None
    executed(notebook, path.name)
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True
    )
    shown, _resources = exporter.from_notebook_node(notebook)
    title = _TITLE.search("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown"))
    language = notebook.metadata.get("alliance", {}).get("language", ENGLISH)
    # A translated lesson lies one folder deeper than the glossary.
    beside = (folder / "glossary.md" for folder in path.absolute().parents[:2])
    glossary = next(filter(Path.is_file, beside), path.with_name("glossary.md"))
    words = _with_words(shown, glossary, language)
    return (title[1] if title else path.stem), f"<main>\n{words}\n</main>", language


def _with_words(shown: str, glossary: Path, language: str) -> str:
    """Explain the words that are linked to the glossary at the end of the page: it has no other page to lead to."""
    if not glossary.is_file():
        return shown
    told = {
        name.replace(" ", "-"): (name, " ".join(text.replace("*", "").split()))
        for name, text in _TERM.findall(glossary.read_text(encoding="utf-8"))
    }
    used = [anchor for anchor in told if anchor in _LINK.findall(shown)]
    shown = _LINK.sub(
        lambda link: (
            f'href="#word-{link[1]}" title="{escape(told[link[1]][1])}"' if link[1] in told else link[0]
        ),
        shown,
    )
    words = "".join(
        f'<dt id="word-{anchor}">{escape(told[anchor][0])}</dt><dd>{escape(told[anchor][1])}</dd>'
        for anchor in used
    )
    with speaking(language):
        heading = _("Words")
    english = "" if language == ENGLISH else f' lang="{ENGLISH}"'  # the glossary is
    return f"{shown}<h2>{heading}</h2><dl{english}>{words}</dl>" if used else shown


def _page(title: str, body: str, language: str = ENGLISH, more: str = "", after: str = "") -> str:
    names = sorted(set(_PLACE.findall(body)))
    classes = [getattr(alliance.widgets, name) for name in names]
    scripts = ",".join(
        f'"{name}":"{base64.b64encode(str(made._esm).encode()).decode()}"'
        for name, made in zip(names, classes, strict=True)
    )
    sheets = dict.fromkeys(str(made._css) for made in classes)
    own = files("alliance").joinpath("export.css").read_text(encoding="utf-8")
    style = "\n".join([theme.css(), own, *sheets, more])
    return _PAGE.format(
        title=escape(title),
        language=escape(language),
        style=style,
        body=body,
        scripts=scripts,
        host=script("host.js"),
        after=after,
    )
