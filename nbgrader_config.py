# nbgrader's settings for this course. `nbgrader`, the formgrader and `alliance-grader` all read this file.
import os
from pathlib import Path

from alliance_grader import plug

c = get_config()
here = Path(__file__).resolve().parent

# Where things lie: what we write in source/ and release/, everything of the students' under gradebook/.
c.CourseDirectory.course_id = "alliance"
c.CourseDirectory.root = str(here)
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "gradebook/submitted"
c.CourseDirectory.autograded_directory = "gradebook/autograded"
c.CourseDirectory.feedback_directory = "gradebook/feedback"
# The gradebook: a file, or a database that ALLIANCE_GRADEBOOK names, so that its password stands in no file of the course.
c.CourseDirectory.db_url = os.environ.get(
    "ALLIANCE_GRADEBOOK", f"sqlite:///{here / 'gradebook' / 'gradebook.db'}"
)

# Files that must never be copied to students from beside a notebook: they may hold solutions.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.py", "*.pyc", "*.md", "*.yaml"]

# A blank in the students' version is `name = ...`; it runs without an error.
c.ClearSolutions.code_stub = {
    "python": "# Type your answer in place of the three dots, then press Shift + Enter."
}
# A double click alone opens a text box without putting the cursor in it, and typing then runs commands.
c.ClearSolutions.text_stub = (
    "*Click this line once, press Enter, and type your answer in its place. "
    "Press Shift + Enter when you have finished.*"
)

# The mark scheme lies in a locked cell above the answer; nbgrader would want a task cell there.
c.ClearMarkScheme.enforce_metadata = False

# nbgrader's command, its API and the formgrader's buttons grade through this course's own stages, sealed off.
plug.install()

# On a hub: where students fetch and hand in; the hub names it, else it is where nbgrader has it. What lies there is
# collected as its owner's, whatever name it has, and links in it are not followed.
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", "/usr/local/share/nbgrader/exchange")
c.ExchangeFactory.collect = "alliance_grader.exchange.SafeCollect"

# Seconds for one cell when a student presses Validate.
c.Execute.timeout = 20

# Feedback shows neither the hidden tests, nor a traceback that quotes them, nor the mark scheme.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "alliance_grader.preprocessors.PlainErrors",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Downloads of a learning platform, "student_assignment.ipynb", collected under gradebook/ as well. Of what becomes
# a path, only letters, digits, and dots and dashes between them are taken.
c.ZipCollectApp.downloaded_directory = "gradebook/downloaded"
c.FileNameCollectorPlugin.named_regexp = (
    r"^(?:.*[/\\])?(?P<student_id>[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)_(?P<file_id>[A-Za-z0-9_]+)\.ipynb$"
)

# Late work: by default it is said, and takes nothing. Per cent of the points for each day that has begun, and after
# how many days there are none (0: never). When work is due is set with: alliance-grader due a2 "2026-12-01 23:59"
c.AssignLatePenalties.plugin_class = "alliance_grader.late_policy.LatePolicy"
c.LatePolicy.percent_a_day = 0
c.LatePolicy.zero_after_days = 0

# The class's time zone, for example "Europe/Zurich"; empty is that of this computer.
c.Deadlines.zone = ""
