"""nbgrader's own command and the formgrader's buttons go the same way as ours.

nbgrader names its converters in its programs, where no setting reaches: `install` puts ours in their place.
`nbgrader_config.py` calls it, so that nothing in this course can grade past the sandbox by accident.
"""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import nbgrader.api
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generatefeedbackapp
import nbgrader.converters
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.dbutil import ALEMBIC_DIR

from alliance.errors import CourseError
from alliance_grader.feedback import Feedback
from alliance_grader.intake import submitted

_PATIENCE: Final = 120.0
_HOLDS_AUTOGRADE: Final = (nbgrader.converters, nbgrader.apps.api, nbgrader.apps.autogradeapp)
_HOLDS_FEEDBACK: Final = (nbgrader.converters, nbgrader.apps.api, nbgrader.apps.generatefeedbackapp)


class SafeAutograde(Autograde):  # type: ignore[misc]
    """nbgrader's autograding, done by this course's stages."""

    def start(self) -> None:
        """Grade the students whom nbgrader was asked for; ``--force`` grades unchanged work again."""
        # It takes numpy and pandas with it, and this file is read at every start, for feedback too.
        from alliance_grader.grade import grade

        root, assignment = Path(self.coursedir.root), self.coursedir.assignment_id
        students = self._wanted(root, assignment)
        failed = []
        try:
            # A button of the formgrader grades one student: it waits for its turn.
            how: dict[str, Any] = {
                "again": self.force,
                "db_url": self.coursedir.db_url,
                "patience": _PATIENCE,
            }
            for outcome in grade(root, assignment, students, **how):
                if outcome.status == "not graded":
                    failed.append(outcome.student)
                    self.log.error("%s: %s", outcome.student, outcome.reason)
                elif outcome.seconds:
                    self.log.info("Graded %s in %.1f s", outcome.student, outcome.seconds)
                else:
                    self.log.info("%s has not changed since it was graded", outcome.student)
        except CourseError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        if failed:
            raise NbGraderException(
                f"Not graded: {', '.join(failed)}; the reasons stand above and in the report."
            )

    def _wanted(self, root: Path, assignment: str) -> list[str]:
        excluded = set(self.coursedir.student_id_exclude.split(","))
        students = [
            student
            for student in submitted(root, assignment)
            if fnmatchcase(student, self.coursedir.student_id) and student not in excluded
        ]
        if not students:
            message = f"Nobody matching {self.coursedir.student_id!r} has handed in {assignment!r}."
            self.log.error(message)
            raise NbGraderException(message)
        if not self.create_student:
            with nbgrader.apps.api.Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
                known = {student.id for student in gradebook.students}
            if strangers := [student for student in students if student not in known]:
                raise NbGraderException(f"The gradebook has no student {strangers[0]!r}.")
        return students


def newest_revision() -> str:
    """Return the revision of nbgrader's database, which a new gradebook is stamped with.

    nbgrader starts the program ``alembic`` for it, which imports all of nbgrader: more than two seconds.
    """
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(ALEMBIC_DIR).get_current_head())


def install() -> None:
    """Make nbgrader's command line, its API and the formgrader use this course's grading and feedback."""
    nbgrader.api.get_alembic_version = newest_revision
    for module in _HOLDS_AUTOGRADE:
        module.Autograde = SafeAutograde
    for module in _HOLDS_FEEDBACK:
        module.GenerateFeedback = Feedback
