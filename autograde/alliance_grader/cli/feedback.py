"""Make the students' feedback."""

import gc

from alliance.errors import CourseError
from alliance_grader.cli.app import WEEKLY, Assignment, DryRun, app, course_of


@app.command(rich_help_panel=WEEKLY)
def feedback(assignment: Assignment, dry_run: DryRun = False) -> None:
    """Make the students' pages again, for example after a person has marked."""
    # Hardly anything that a page needs is left for the collector (15 MB after a hundred), and looking for it again and
    # again among all that is imported takes a tenth of the time.
    gc.disable()
    from alliance_grader.feedback import feedback_file
    from alliance_grader.gradebook import open_api
    from alliance_grader.intake import submitted
    from alliance_grader.lateness import recharge
    from alliance_grader.outcomes import read_outcome
    from alliance_grader.terminal import console, watch_feedback
    from alliance_grader.wording import count

    root, name = course_of(assignment)
    outcomes = [read_outcome(root, name, student) for student in submitted(root, name)]
    graded = [outcome.student for outcome in outcomes if outcome and outcome.status == "graded"]
    if not graded:
        raise CourseError(f"Nobody has been graded yet; run: alliance-grader grade {assignment}")
    file = feedback_file(root, name, "STUDENT")
    students = count(len(graded), "student", "students")
    if dry_run:
        console.print(f"Nothing was written. It would be for {students}: {file}", soft_wrap=True)
        return
    recharge(open_api(root), name)  # what people gave since counts there as well
    watch_feedback(root, name, graded)
    console.print(f"Written for {students}: {file}", soft_wrap=True)
    console.print(f"Open one or two. Then give them to the students: alliance-grader return {assignment}")
