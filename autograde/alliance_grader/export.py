"""Write the class table as a file that a spreadsheet opens."""

import csv
import io

from alliance_grader.results import ClassResults
from alliance_grader.wording import points as as_points


def as_csv(results: ClassResults) -> str:
    """Return the class table as CSV, every field in quotation marks, with a byte-order mark for Excel.

    One row a student: id, name, status, points of each item, total, points possible, hours late, note. An
    item that waits for a person is empty.
    """
    out = io.StringIO()
    write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    heads = [item.id for item in results.items]
    write.writerow(["student", "name", "status", *heads, "points", "out_of", "hours_late", "note"])
    for row in results.students:
        by_item = {item.item: as_points(item.points) for item in row.items if item.points is not None}
        points = [by_item.get(head, "") for head in heads]
        total = "" if row.points is None else as_points(row.points)
        late = f"{row.seconds_late / 3600:.2f}" if row.seconds_late else "0"
        write.writerow([row.id, row.name, row.status, *points, total, f"{results.points:g}", late, row.note])
    return "\ufeff" + out.getvalue()
