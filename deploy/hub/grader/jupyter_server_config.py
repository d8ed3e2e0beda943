# ruff: noqa: D100, F821
# The course's own server, which all instructors share.
c = get_config()

# Only the formgrader, and JupyterLab with a terminal for alliance-grader; assignments are not fetched here.
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
}

# A terminal finds the course's programs: as a login shell, which is Jupyter's own way, Debian would forget where they are.
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash"]}
