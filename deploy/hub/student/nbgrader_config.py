# nbgrader of a student: the Assignments tab, and `nbgrader fetch` and `submit` in a terminal.
import os
from pathlib import Path

from nbgrader.auth import JupyterHubAuthPlugin
from nbgrader.exchange.default import ExchangeSubmit

c = get_config()

c.CourseDirectory.course_id = os.environ["NBGRADER_COURSE"]
c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]

# The hub says who is in the course: members of the group nbgrader-COURSE.
c.Authenticator.plugin_class = JupyterHubAuthPlugin


class ClosedSubmit(ExchangeSubmit):
    """Hand in so that nobody but the student and the grader can open it.

    nbgrader leaves a submission open to everybody who knows its long name. Its folder belongs to the grader's group
    already, since `inbound` hands its group on; so it can be closed to all others.
    """

    def copy_files(self):
        super().copy_files()
        (Path(self.inbound_path) / self.assignment_filename).chmod(0o770)


c.ExchangeFactory.submit = ClosedSubmit
