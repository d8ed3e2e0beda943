"""Print what each lesson and assignment imports of what computes, by running it: the table of docs/browser_only.md."""

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from alliance_lite import asks_for_numbers

ROOT: Final = Path(__file__).resolve().parents[2]
HEAVY: Final = ("numpy", "pandas", "scipy", "statsmodels", "plotly")


def boxes(path: Path) -> list[str]:
    """Return the code boxes of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def imported_by(path: Path) -> None:
    """Run a notebook's boxes in this process, and print which packages that has imported."""
    space: dict[str, object] = {"__name__": "__main__"}
    for box in boxes(path):
        # What a student has not answered yet may stop a box; the next goes on, as in the notebook.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            exec(compile(box, path.name, "exec"), space)  # noqa: S102
            exec_last(box, path.name, space)
    print(" ".join(name for name in HEAVY if name in sys.modules))


def exec_last(box: str, name: str, space: dict[str, object]) -> None:
    """Show what a box ends on, as a notebook does."""
    last = box.strip().splitlines()[-1]
    with contextlib.suppress(SyntaxError):
        value = eval(compile(last, name, "eval"), space)  # noqa: S307
        for showing in ("_ipython_display_", "_repr_mimebundle_", "_repr_html_"):
            if hasattr(value, showing):
                getattr(value, showing)()


def main() -> None:
    """Print the table."""
    print("| | boxes before the first that computes | numpy | pandas | scipy | statsmodels | plotly |")
    print("| --- | ---: | --- | --- | --- | --- | --- |")
    for path in sorted([*ROOT.glob("course/lessons/*.ipynb"), *ROOT.glob("release/*/*.ipynb")]):
        done = subprocess.run(
            [sys.executable, __file__, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        used, every = done.stdout.split(), boxes(path)
        first = next((place for place, box in enumerate(every) if asks_for_numbers(box)), len(every))
        marks = " | ".join("yes" if name in used else "" for name in HEAVY)
        print(f"| {path.stem} | {first} of {len(every)} | {marks} |")


if __name__ == "__main__":
    imported_by(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
