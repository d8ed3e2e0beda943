"""Leaves by quit(), sys.exit() and SystemExit in cells, and closes the streams.

The rest of the notebook must still be run and recorded.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "denial"
safe_on_stock = True

CODE = """
import sys
sys.stdout.close()
sys.stderr.close()
quit()
"""

LATER = """
raise SystemExit("done")
"""

THEN = """
exit(0)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-mean-task")
    type_in(release, THEN, into="a2-mean-bond")
    write(release, folder)
