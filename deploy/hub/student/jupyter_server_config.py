# ruff: noqa: D100, F821
# JupyterLab of a student.
import os

c = get_config()

# Students have no course folder, so these two could only confuse. What keeps them out are rights, not this.
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
}

# What nobody uses ends, to make room; the notebooks are saved.
c.MappingKernelManager.cull_idle_timeout = int(os.environ["HUB_KERNEL_SECONDS"])
c.MappingKernelManager.cull_interval = 300
c.ServerApp.shutdown_no_activity_timeout = int(os.environ["HUB_SERVER_SECONDS"])

# A terminal finds the course's programs: as a login shell, which is Jupyter's own way, Debian would forget where they are.
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash"]}
