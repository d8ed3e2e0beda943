# ruff: noqa: D100, F821
# The course's own server, which all instructors share.
c = get_config()

# Only the formgrader, and JupyterLab with a terminal for alliance-grader; assignments are not fetched here.
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
}

# Nothing is asked of anybody outside.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
