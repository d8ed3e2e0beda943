# ruff: noqa: D100, F821
# JupyterHub's settings for this course on one Linux server with real Unix accounts. hub.toml says who and where.
import os
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))  # for hub.py
import hub as course_hub  # noqa: E402

c = get_config()
hub = course_hub.read(here / "hub.toml")
bin_ = Path(sys.executable).parent

# The environment's own programs come first: nbgrader looks up `alembic` by name, and without it the formgrader waits forever.
os.environ["PATH"] = f"{bin_}{os.pathsep}{os.environ['PATH']}"

# --- The way in -------------------------------------------------------------------------------------------------------

# Only this machine reaches the hub; a web server with a certificate stands in front (docs/hub.md).
c.JupyterHub.bind_url = f"http://127.0.0.1:{hub.ports.site}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = hub.ports.hub

# JupyterHub's own proxy. The hub starts it and gives it a new secret each time, so that none lies in a file.
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{hub.ports.proxy}"
c.ConfigurableHTTPProxy.command = [
    str(Path(sys.prefix) / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy")
]

# What must outlive a restart, in a folder of root's with mode 700: who is logged in, and the secret of their cookies.
c.JupyterHub.db_url = f"sqlite:///{hub.places.state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(hub.places.state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(hub.places.state / "proxy.pid")

# --- Who may come in --------------------------------------------------------------------------------------------------

# Passwords of the machine. For single sign-on only these lines change (docs/hub.md).
c.JupyterHub.authenticator_class = "pam"

# Those who stand in hub.toml and nobody else, whatever their password.
c.Authenticator.allowed_users = set(hub.people)
c.Authenticator.allow_all = False

# Without this line, everybody who has ever been in stays allowed, however often the list changes.
c.Authenticator.allow_existing_users = False

# They lose what they had when the hub starts: permissions, groups, a server that runs.
c.Authenticator.blocked_users = set(hub.left)

# No administrators: what an administrator would do is done in hub.toml. Nobody opens somebody else's server.
c.Authenticator.admin_users = set()

# Groups are as in hub.toml at each login. (load_groups would only ever add.)
c.Authenticator.manage_groups = True


def _groups(_authenticator, _handler, person):
    return person | {"groups": hub.groups_of(person["name"])}


c.Authenticator.post_auth_hook = _groups

# --- What a student gets ----------------------------------------------------------------------------------------------

# A server of their own, under their own Unix account: the system keeps them apart.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"

# Makes the lessons appear, as the student, and then starts JupyterLab; see there.
c.Spawner.cmd = [str(here / "student" / "start.sh")]
c.Spawner.notebook_dir = "~/alliance"
c.Spawner.default_url = "/lab/tree/lessons/01_what_it_is_and_is_not.ipynb"

# Seconds until a start counts as failed; on a busy morning many start at once.
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120

# Jupyter and nbgrader of students read the settings in student/.
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": str(here / "student"),
    "NBGRADER_COURSE": hub.course,
    "NBGRADER_EXCHANGE": str(hub.places.exchange),
    "HUB_KERNEL_SECONDS": str(int(hub.limits.kernel_hours * 3600)),
    "HUB_SERVER_SECONDS": str(int(hub.limits.server_hours * 3600)),
    "HUB_MEMORY_KB": str(hub.limits.memory_gb * 1024 * 1024),
    "HUB_PROCESSES": str(hub.limits.processes),
}

# A restart of the hub, after a change in hub.toml, disturbs nobody who is at work.
c.JupyterHub.cleanup_servers = False

# --- What an instructor gets ------------------------------------------------------------------------------------------

# The course is a server of its own, under the grader's account, which all instructors share: /services/alliance.
# It opens at the formgrader, since JupyterHub does not let pages be shown inside others, as JupyterLab's menu would.
c.JupyterHub.services = [
    {
        "name": hub.course,
        "url": f"http://127.0.0.1:{hub.ports.formgrader}",
        "command": [str(bin_ / "jupyterhub-singleuser")],
        "user": hub.grader,
        # It is the course's own: nobody has to be asked whether it may know who they are.
        "oauth_no_confirm": True,
        "cwd": str(hub.places.course),
        "environment": {
            "JUPYTER_CONFIG_PATH": str(here / "grader"),
            "NBGRADER_EXCHANGE": str(hub.places.exchange),
            "JUPYTERHUB_ROOT_DIR": str(hub.places.course),
            "JUPYTERHUB_DEFAULT_URL": "/formgrader",
        },
    }
]

c.JupyterHub.load_roles = [
    # Only this group comes into the course's server; students get 403 there.
    {
        "name": hub.marking,
        "groups": [hub.marking],
        "scopes": [f"access:services!service={hub.course}"],
    },
    # What a student's server may ask the hub: nothing but to be itself, and which groups its student is in.
    {
        "name": "server",
        "scopes": ["users:activity!user", "access:servers!user", "read:users:groups!user"],
    },
]


# Instructors arrive at the course, students at their own server.
def _arrive(handler):
    person = handler.current_user
    return f"/services/{hub.course}/" if person and person.name in hub.instructors else ""


c.JupyterHub.default_url = _arrive
