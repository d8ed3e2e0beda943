"""Check that a computer has what the lessons need, and say in plain words what to do when it has not."""

from pathlib import Path

from alliance.doctor.finding import Finding, Grade

__all__ = ["Finding", "Grade", "examine"]


def examine(folder: Path | None = None) -> list[Finding]:
    """Look at Python, the packages, the widgets, the notebooks' Python, and the folder.

    Parameters
    ----------
    folder : Path, optional
        The trainee's folder; when not given, the one around the working folder, else the usual one.
    """
    from alliance.doctor import computer, kernel, packages, place

    at = (folder or place.usual()).absolute()
    return [
        computer.python(),
        computer.programs(),
        computer.other_packages(),
        *packages.packages(),
        *packages.widgets(),
        *kernel.kernel(at),
        *place.folder(at),
        computer.room(at),
        computer.port(),
        computer.clock(),
    ]
