"""Enter the class into nbgrader's gradebook, so that the report knows who is missing and everybody has a name."""

from collections.abc import Iterable
from pathlib import Path

from alliance_grader.gradebook import open_api, open_gradebook
from alliance_grader.roster import Person, write_roster


def enter(root: Path, people: Iterable[Person]) -> None:
    """Write the roster, and everybody in it into the gradebook; nobody is removed from there."""
    from nbgrader.api import Student

    people = list(people)
    with open_gradebook(open_api(root)) as gradebook:
        known = {student.id: student for student in gradebook.db.query(Student)}
        for person in people:
            student = known.get(person.id) or Student(id=person.id)
            student.first_name = person.first_name or student.first_name
            student.last_name = person.last_name or student.last_name
            student.email = person.email or student.email
            student.lms_user_id = person.lms_id or student.lms_user_id
            gradebook.db.add(student)
        gradebook.db.commit()
    write_roster(root, people)
