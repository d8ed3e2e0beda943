"""Hands in good work beside files with newlines, right-to-left marks, emoji, quotes, dashes and very long names.

The work must be graded as it deserves, and no name may lead anywhere.
"""

from pathlib import Path

from kit import Release, Scene, right_answers, write

family = "intake"
safe_on_stock = True
earns = {"a2-pillar-means": 4.0, "a2-weakest-pillar": 6.0, "a2-rater-gap": 4.0}
must_get = True

NAMES = (
    "new\nline.txt",
    "\u202egnp.exe",
    "\N{PILE OF POO}" * 20 + ".csv",
    "-rf",
    "$(touch pwned).txt",
    "a" * 250,
    "%s%n",
    "..txt",
    " ",
    "'; drop table grade; --",
    "nul\x01byte",
    "CON",
    "a\\..\\..\\b",
)


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    write(right_answers(release), folder)
    for name in NAMES:
        (folder / name).write_text("x")
