"""What nbgrader asks about late work: this course's answer, with its settings in ``nbgrader_config.py``."""

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

from alliance_grader.lateness import taken_off


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """Lateness is said, and takes points only when the course says how many."""

    percent_a_day = Float(
        0.0, min=0.0, max=100.0, help="Per cent of the points lost for each day that has begun."
    ).tag(config=True)
    zero_after_days = Float(0.0, min=0.0, help="After so many days there are no points; 0 is never.").tag(
        config=True
    )

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return what is taken off a notebook's score; None when nothing is."""
        del student_id  # an extension is in the seconds already
        return taken_off(score, total_seconds_late, self.percent_a_day, self.zero_after_days)
