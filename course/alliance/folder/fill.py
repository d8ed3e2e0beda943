"""Make a trainee's folder, or bring what is new into it; what is there is never overwritten."""

from dataclasses import dataclass
from pathlib import Path

from alliance import files
from alliance.errors import CourseError
from alliance.folder import notebook
from alliance.folder.record import digest_of, record, recorded
from alliance.originals import Original, lessons_folder, originals


@dataclass(frozen=True)
class Filled:
    """What became of a trainee's folder.

    Attributes
    ----------
    folder : Path
        The folder.
    put : tuple of Original
        What was put there now.
    same : tuple of Original
        What was there already, as it was given out.
    own : tuple of Original
        What was there and holds the trainee's work, or is of an earlier edition of the course.
    newer : tuple of Original
        Those of `own` of which the course has a newer edition than the one that was put there.
    """

    folder: Path
    put: tuple[Original, ...]
    same: tuple[Original, ...]
    own: tuple[Original, ...]
    newer: tuple[Original, ...]


def fill(folder: Path, *, lessons_only: bool = False, language: str | None = None) -> Filled:
    """Put every original that is missing into a folder, and say what was there already.

    Parameters
    ----------
    folder : Path
    lessons_only : bool, optional
        Leave the assignments out, where students fetch them from elsewhere.
    language : str, optional
        In which language lessons are wanted as well; once they are there, new ones come by themselves.

    Raises
    ------
    CourseError
        When it cannot be a trainee's folder.
    """
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file; name a folder, or none at all for the usual one.")
    lessons = folder / "lessons"
    if lessons.is_dir() and lessons.samefile(lessons_folder()):
        raise CourseError(
            f"{folder} holds the originals; name another folder, or none at all for the usual one."
        )
    known_languages = {one.language for one in originals() if one.language}
    if language is not None and language not in known_languages:
        raise CourseError(
            f"No lesson is translated into {language!r} yet; choose from {', '.join(sorted(known_languages))}."
        )
    languages = {None, language, *(one for one in known_languages if (lessons / one).is_dir())}
    before = recorded(folder)
    put, same, own, newer, known = [], [], [], [], {}
    for one in originals():
        if one.language not in languages or (lessons_only and one.is_assignment):
            continue
        content = one.file.read_bytes()
        file = folder / one.place
        if files.write_new(file, content):
            put.append(one)
            known[one.place] = digest_of(content)
        elif file.is_file() and notebook.same(file.read_bytes(), content):
            same.append(one)
            known[one.place] = digest_of(content)
        else:
            own.append(one)
            if before.get(one.place) not in {None, digest_of(content)}:
                newer.append(one)
    record(folder, known)
    return Filled(folder, tuple(put), tuple(same), tuple(own), tuple(newer))
