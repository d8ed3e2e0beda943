"""Which pictures and tables a report has, in their order."""

from alliance_grader import wording
from alliance_grader.report import (
    agreement,
    attention,
    audit,
    confidence,
    difficulty,
    mastery,
    summaries,
    trend,
)
from alliance_grader.report.course import Course
from alliance_grader.report.picture import Picture

WEEK = (
    "Assignment",
    "Handed in",
    "Graded",
    "Waiting for a person",
    "Not graded",
    "Missing",
    "Late",
    "Perhaps stuck",
)


def pictures(course: Course) -> tuple[Picture, ...]:
    """Return the pictures that there is something to draw for."""
    results = course.results
    found = (
        trend.picture(results),
        mastery.picture(results),
        difficulty.picture(results),
        audit.picture(results, course.boards),
        agreement.picture(results),
        confidence.picture(results),
    )
    return tuple(picture for picture in found if picture is not None)


def tables(course: Course) -> tuple[Picture, ...]:
    """Return what a notebook says in words and numbers alone."""
    results = course.results
    held = summaries.misunderstood(summaries.together(results))
    return (
        Picture("needs", "What needs you", headline(course), WEEK, weeks(course)),
        Picture(
            "misunderstood",
            "What the class has not understood",
            f"{wording.count(len(held), 'misconception shows', 'misconceptions show')} in this class."
            if held
            else "No answer shows a misconception that can be named.",
            ("Misconception", "Students", "What is the case", "Who"),
            tuple(
                (
                    wording.headed(one.misconception.name),
                    one.students,
                    one.misconception.instead,
                    "; ".join(one.names),
                )
                for one in held
            ),
        ),
    )


def weeks(course: Course) -> tuple[tuple[str, ...], ...]:
    """Return every assignment in numbers, as the rows of a table."""
    found = map(attention.week, course.results)
    return tuple(
        (
            one.title,
            *(
                str(number)
                for number in (
                    one.handed_in,
                    one.graded,
                    one.waiting,
                    one.not_graded,
                    one.missing,
                    one.late,
                    one.stuck,
                )
            ),
        )
        for one in found
    )


def headline(course: Course) -> str:
    """Say in a sentence what waits for the instructor."""
    answers = sum(
        item.points is None for results in course.results for row in results.students for item in row.items
    )
    broken = sum(row.status == "not graded" for results in course.results for row in results.students)
    parts = []
    if answers:
        parts.append(f"{wording.count(answers, 'answer waits', 'answers wait')} for a person")
    if broken:
        parts.append(f"{wording.count(broken, 'submission is', 'submissions are')} not graded")
    if not parts:
        return "Nothing waits for you: everything that was handed in is graded."
    return f"{' and '.join(parts).capitalize()}."
