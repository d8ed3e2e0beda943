"""What the course needs beside itself where Python runs in the browser: numpy and pandas, fetched when they are needed.

They are large, and half of the course does without them. So a notebook opens quickly, and the first box that asks for the
caseload fetches them. JupyterLite reads this as the kernel starts (see `startup.py`); notebooks know nothing of it.
"""

import ast
from functools import cache
from typing import Any, Final

import alliance
from alliance.errors import CourseError

PLACES: Final = ("alliance.caseload", "numpy", "pandas", "plotly", "scipy", "statsmodels")
"""Packages whose import needs what computes."""

CASELOAD: Final = frozenset({"caseload", "clients", "sessions", "per_client"})
"""What an assignment calls its caseload, and the tables in it."""


@cache
def _verbs() -> frozenset[str]:
    """Return the names of `alliance` that are at home in the caseload."""
    return frozenset(name for name, home in alliance._HOME.items() if home.startswith(PLACES))


def asks_for_numbers(code: str) -> bool:
    """Tell whether a box needs numpy and pandas, by the names in it; what stands in quotation marks does not count."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return False  # it will not run either
    return any(map(_asks, ast.walk(tree)))


def _asks(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="alliance"), attr=name):
            return name in CASELOAD | _verbs()
        case ast.Attribute(attr=name):
            return name in CASELOAD
        case ast.Import(names=imported):
            return any(one.name.startswith(PLACES) for one in imported)
        case ast.ImportFrom(module=str(module), names=imported):
            verbs = _verbs() if module == "alliance" else frozenset()
            return module.startswith(PLACES) or any(one.name in verbs for one in imported)
    return False


def missing_words(host: str) -> str:
    """Say in a sentence what to do when what computes could not be fetched."""
    return (
        f"This box computes with the caseload. What computes (numpy, pandas and others) comes from {host} once, and could "
        "not be fetched. Check that you are online, then run this box again; what you have typed is safe."
    )


class Numbers:
    """What computes: not here yet, or here.

    Parameters
    ----------
    names : list of str
        Which packages, by their names in the site's lock file.
    host : str
        Where the large ones come from, for people to read.
    """

    def __init__(self, names: list[str], host: str) -> None:
        self.names, self.host, self.here = names, host, False

    async def fetch(self) -> None:
        """Fetch and unpack them. Pyodide checks each against the hash in the lock file.

        Raises
        ------
        CourseError
            When they cannot be had.
        """
        from importlib import invalidate_caches

        import pyodide_js

        await pyodide_js.loadPackage(self.names)
        if not set(self.names) <= set(pyodide_js.loadedPackages.to_py()):
            raise CourseError(missing_words(self.host))
        invalidate_caches()
        self.here = True

    async def before(self, lines: list[str]) -> list[str]:
        """Make sure of them before a box that needs them; IPython calls this with the lines of every box."""
        if self.here or not asks_for_numbers("".join(lines)):
            return lines
        from IPython.display import clear_output

        try:
            print("Fetching what computes and draws, once; this can take a minute ...")
            await self.fetch()
        except Exception:  # offline, blocked, a wrong hash: for a trainee all the same
            return [f"raise __import__('alliance').CourseError({missing_words(self.host)!r})\n"]
        finally:
            clear_output(wait=True)
        return lines


def install(shell: Any, numbers: Numbers) -> None:
    """Have every box looked at before it runs."""
    shell.kernel.lite_transform_manager.cleanup_transforms.append(numbers.before)
