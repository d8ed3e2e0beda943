"""Points the grader at a course of its own, with a key in which its answers are right.

It must earn nothing.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = r"""
import os, pathlib, sys
root = pathlib.Path("mine")
for folder in ("source", "autograde/keys"):
    (root / folder).mkdir(parents=True, exist_ok=True)
(root / "nbgrader_config.py").write_text("")
(root / "autograde/keys/misconceptions.yaml").write_text("[]")
def part(names, points):
    lines = "".join(f"      - {{kind: choice, answer: {name}, points: {points}, options: {{x: {{right: true, say: yes it is}}}}}}\n" for name in names)
    return "    parts:\n" + lines
(root / "autograde/keys/a2_read_a_caseload.yaml").write_text(
    "assignment: a2_read_a_caseload\ntitle: Mine\nversion: 1\nitems:\n"
    "  - id: a2-pillar-means\n    title: M\n    points: 4\n    marked_by: autograder\n" + part(["mean_goal"], 4)
    + "  - id: a2-weakest-pillar\n    title: W\n    points: 6\n    marked_by: autograder\n" + part(["weakest_c01"], 6)
    + "  - id: a2-rater-gap\n    title: G\n    points: 4\n    marked_by: autograder\n" + part(["bond_gap"], 4))
os.environ["ALLIANCE_COURSE"] = str(root.resolve())
mean_goal = "x"
"""

LATER = """
weakest_c01 = "x"
"""

THEN = """
bond_gap = "x"
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    type_in(release, LATER, into="a2-weakest-c01")
    type_in(release, THEN, into="a2-bond-gap")
    write(release, folder)
