"""What the browser gets: plain JavaScript and CSS that lie beside the Python files, joined without a bundler."""

from importlib.resources import files

from alliance.pictures import theme


def _text(name: str) -> str:
    return files("alliance.widgets").joinpath(name).read_text(encoding="utf-8")


def script(*names: str) -> str:
    """Join JavaScript files into one module; what an earlier one defines, a later one may use."""
    return "\n".join(_text(name) for name in names)


def style(*names: str) -> str:
    """Join the course's palette and CSS files into one sheet."""
    return "\n".join([theme.css(), *(_text(name) for name in names)])
