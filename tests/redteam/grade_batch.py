"""Grade both assignments and make the feedback, as an instructor's program would, with the limits that were given."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from alliance.errors import CourseError
from alliance_grader.class_results import class_results
from alliance_grader.course import course_root
from alliance_grader.feedback import make_feedback
from alliance_grader.grade import grade
from alliance_grader.report import render
from alliance_grader.warm import Limits


def main(done: Path, settings: dict[str, float]) -> None:
    """Write what became of everybody to `done`, and the class report's points beside it."""
    root = course_root()
    outcomes: dict[str, dict[str, Any]] = {}
    report: dict[str, dict[str, Any]] = {}
    for assignment in ("a2_read_a_caseload", "t1_functions"):
        found = list(grade(root, assignment, limits=Limits(**settings)))
        outcomes[assignment] = {outcome.student: msgspec.to_builtins(outcome) for outcome in found}
        done.write_text(json.dumps(outcomes))
        try:
            list(make_feedback(root, assignment, [outcome.student for outcome in found if outcome.level]))
        except CourseError as error:
            sys.stderr.write(f"{error}\n")
        results = class_results(root, assignment)
        made = render(results, made_at=datetime.now(UTC), next_steps=[], hide_names=False)
        done.with_name(f"report-{assignment}.html").write_text(made, encoding="utf-8")
        report[assignment] = {
            row.id: {item.item: item.points for item in row.items} for row in results.students
        }
        done.with_name("report.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
