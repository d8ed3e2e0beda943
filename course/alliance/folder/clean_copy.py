"""A clean copy of a lesson or an assignment, in place of the present one, which is kept under a dated name."""

import os
import re
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from alliance import files
from alliance.errors import CourseError
from alliance.folder import notebook
from alliance.folder.place import default_folder, folder_around
from alliance.folder.record import digest_of, record
from alliance.originals import Original, original

_KEPT: Final = re.compile(
    r"(?P<stem>.+) \(my copy of (?P<when>[\d-]{10} \d\d\.\d\d)(, (?P<number>\d+))?\)\.\w+"
)
_SAVED: Final = 30
"""For how many seconds what is on the page counts as saved."""


@dataclass(frozen=True)
class CleanCopy:
    """What became of a notebook.

    Attributes
    ----------
    file : Path
        The notebook.
    kept : Path or None
        Where the trainee's work is now; None when there was none.
    changed : bool
        False when it was as it was given out already.
    letter : str or None
        The variant that was typed into the work.
    """

    file: Path
    kept: Path | None = None
    changed: bool = True
    letter: str | None = None

    @property
    def short(self) -> str:
        """What one may call it."""
        return original(str(self.file)).short

    def __str__(self) -> str:
        """Say it in plain words."""
        name = self.file.name
        if not self.changed:
            return f"{name} is as it was given out; there was nothing to do."
        if self.kept is None:
            return f"{name} was not there. It is now, as it was given out: {self.file}"
        said = f"{name} is as it was given out. Your work is beside it: {self.kept.name}"
        return said + (f"\nYou had typed the letter {self.letter}; type it again." if self.letter else "")


def put_back(words: list[str], *, here: Path | None = None, other_edition: bool = False) -> list[CleanCopy]:
    """Put the originals of some notebooks back, and keep what is there beside them.

    Parameters
    ----------
    words : list of str
        What the trainee calls them: ``02``, ``a2``, or a file. None at all is the notebook in which this is asked.
    here : Path, optional
        Where this is asked; the working folder when not given.
    other_edition : bool, default False
        Put this installation's assignment in place of one of another edition.

    Raises
    ------
    CourseError
        When one of them is unknown, is not saved yet or is of another edition. Then nothing is changed.
    """
    found = [_found(word, here or Path.cwd()) for word in words or [_this_notebook()]]
    for file, wanted in found:
        _refuse_unsaved(file)
        _refuse_the_original(file, wanted)
        if file.is_file() and wanted.is_assignment and not other_edition:
            _refuse_another_edition(file, wanted)
    return [_put_back(file, wanted) for file, wanted in found]


def take_back(words: list[str], *, here: Path | None = None) -> list[CleanCopy]:
    """Give the last work that was kept its name again; what was done since is kept in its place.

    Parameters
    ----------
    words : list of str
        What the trainee calls the notebooks. None at all is the one of which a copy was kept last.
    here : Path, optional
        Where this is asked; the working folder when not given.

    Raises
    ------
    CourseError
        When of one of them nothing was kept.
    """
    here = here or Path.cwd()
    if words:
        last = [_last_kept(_found(word, here)[0]) for word in words]
    else:
        folder = folder_around(here) or (usual if (usual := default_folder()).is_dir() else None)
        copies = folder.rglob("*") if folder else here.glob("*")
        last = [max(filter(_is_kept, copies), key=_kept_at, default=None)]
    kept = [one for one in last if one is not None]
    if len(kept) < len(last):
        raise CourseError("No clean copy was made of this notebook, so there is nothing to take back.")
    for one in kept:
        _refuse_unsaved(_name_before(one))
    return [_take_back(one) for one in kept]


def fresh(*notebooks: str, undo: bool = False) -> None:
    """Put a notebook back as it was given out, from within a notebook; your work is kept beside it.

    Parameters
    ----------
    *notebooks : str
        For example ``"02"`` or ``"a2"``; without any, the notebook in which you type this.
    undo : bool, default False
        Take the last clean copy back.
    """
    for one in take_back(list(notebooks)) if undo else put_back(list(notebooks)):
        print(taken_back(one) if undo else one)
        if one.changed:
            print(
                "If it is open, its page shows what was there before: choose File, then Reload Notebook from Disk."
            )


def taken_back(one: CleanCopy) -> str:
    """Say in plain words that work has its name again."""
    since = f" What you did since is beside it: {one.kept.name}" if one.kept else ""
    return f"{one.file.name} is your work again.{since}"


def _put_back(file: Path, wanted: Original) -> CleanCopy:
    content = wanted.file.read_bytes()
    present = file.read_bytes() if file.is_file() else None
    if present is not None and notebook.same(present, content):
        return CleanCopy(file, changed=False)
    now = datetime.now()
    kept = files.put_in_place(file, content, lambda taken: _kept_as(file, now, taken))
    if folder := folder_around(file):
        record(folder, {wanted.place: digest_of(content)})
    typed = notebook.letter(present) if present and wanted.is_assignment else None
    return CleanCopy(file, kept, letter=typed)


def _take_back(kept: Path) -> CleanCopy:
    file = _name_before(kept)
    now = datetime.now()
    since = None
    if os.path.lexists(file) and not _is_untouched(file):
        since = files.set_aside(file, lambda taken: _kept_as(file, now, taken))
    files.move(kept, file)
    return CleanCopy(file, since)


def _is_untouched(file: Path) -> bool:
    return file.is_file() and notebook.same(file.read_bytes(), original(str(file)).file.read_bytes())


def _found(word: str, here: Path) -> tuple[Path, Original]:
    """Return the file that somebody means, whether it is there or not, and its original."""
    if _KEPT.fullmatch(Path(word).name):
        raise CourseError(f"{Path(word).name} is your own copy; name the notebook itself, or say --undo.")
    wanted = original(word, here)
    said = here / Path(word).expanduser()
    if said.suffix and (said.exists() or (Path(word).parent != Path() and said.parent.is_dir())):
        return said.absolute(), wanted
    folder = folder_around(here)
    beside = [here / wanted.place, here / wanted.place.stem / wanted.name]
    if wanted.language in {None, here.name}:
        beside.insert(0, here / wanted.name)
    around = [folder / wanted.place] if folder else []
    usual = default_folder()
    for file in [*beside, *around, usual / wanted.place]:
        if os.path.lexists(file):
            return file.absolute(), wanted
    home = folder or (usual if usual.is_dir() else None)
    if home is None:
        raise CourseError(
            f"There is no course folder here to put {wanted.name} into; make one with: alliance start"
        )
    return home / wanted.place, wanted


def _this_notebook() -> str:
    """Return the notebook whose kernel asks: Jupyter says which it is."""
    if (here := os.environ.get("JPY_SESSION_NAME")) and Path(here).is_file():
        return here
    raise CourseError("Say which notebook is to be as it was given out, for example: alliance fresh 02")


def _refuse_unsaved(file: Path) -> None:
    """Refuse while the page from which this is asked may hold what is not in its file yet."""
    asking = os.environ.get("JPY_SESSION_NAME")
    is_this = asking and file.is_file() and Path(asking).is_file() and file.samefile(asking)
    if is_this and time.time() - file.stat().st_mtime > _SAVED:
        raise CourseError(
            "Nothing was changed. Save this notebook first (Ctrl + S, on a Mac Command + S), so that nothing you "
            "have typed is lost; then run this box again."
        )


def _refuse_the_original(file: Path, wanted: Original) -> None:
    if file.exists() and file.samefile(wanted.file):
        raise CourseError(f"{file} is the original itself; make a folder of your own with: alliance start")


def _refuse_another_edition(file: Path, wanted: Original) -> None:
    """Refuse to replace an assignment by another edition of it: the work would not be judged by what it was asked."""
    present, given = file.read_bytes(), wanted.file.read_bytes()
    there, here = notebook.locked_parts(present), notebook.locked_parts(given)
    changed = notebook.edition(present) not in {None, notebook.edition(given)}
    if changed or any(here.get(name) != checksum for name, checksum in there.items()):
        raise CourseError(
            f"Your {wanted.name} is another edition than the one in this installation of the course. Get a clean "
            "copy from where you got it, or from your instructor; to take this edition all the same: "
            f"alliance fresh {wanted.short} --other-edition"
        )


def _kept_as(file: Path, now: datetime, taken: int) -> Path:
    more = f", {taken + 1}" if taken else ""
    return file.with_name(f"{file.stem} (my copy of {now:%Y-%m-%d %H.%M}{more}){file.suffix}")


def _name_before(kept: Path) -> Path:
    return kept.with_name(f"{_named(kept)['stem']}{kept.suffix}")


def _last_kept(file: Path) -> Path | None:
    copies = (one for one in filter(_is_kept, file.parent.glob("*")) if _name_before(one) == file)
    return max(copies, key=_age, default=None)


def _is_kept(file: Path) -> bool:
    return _KEPT.fullmatch(file.name) is not None


def _age(kept: Path) -> tuple[str, int]:
    named = _named(kept)
    return named["when"], int(named["number"] or 1)


def _kept_at(kept: Path) -> tuple[str, int, int]:
    """Return what orders copies of several notebooks, also those of one minute: giving a name is noted by the disk."""
    when, number = _age(kept)
    return when, kept.lstat().st_ctime_ns, number


def _named(kept: Path) -> re.Match[str]:
    found = _KEPT.fullmatch(kept.name)
    if found is None:
        raise ValueError(f"{kept.name} is no copy that was kept")
    return found
