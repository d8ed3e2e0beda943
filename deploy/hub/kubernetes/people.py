"""Print the people of ../hub.toml as values for the chart: who may come in, their groups, their Unix numbers.

With ``--accounts`` it prints the accounts alone, for the grader's pod. A number goes by a person's place in hub.toml, so
add new people at the end of their list, and leave who has left in it.
"""

import sys
from pathlib import Path
from typing import Any, Final

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hub import FILE, Hub, read

GRADER: Final = 10_000
FIRST_INSTRUCTOR: Final = 11_000
FIRST_STUDENT: Final = 20_000


def numbers(hub: Hub) -> dict[str, int]:
    """Return everybody's Unix number; nobody's changes when somebody is added at the end or leaves."""
    given = {name: FIRST_STUDENT + place for place, name in enumerate(hub.students)}
    return given | {name: FIRST_INSTRUCTOR + place for place, name in enumerate(hub.instructors)}


def passwd(hub: Hub) -> str:
    """Return /etc/passwd for all pods: nbgrader asks the system what the account is called."""
    people = {"root": 0, hub.grader: GRADER, **numbers(hub)}
    homes = {"root": "/root", hub.grader: "/srv/alliance"}
    return "".join(
        f"{name}:x:{number}:{number}::{homes.get(name, '/home/student')}:/bin/bash\n"
        for name, number in people.items()
    )


def values(hub: Hub) -> dict[str, Any]:
    """Return what is to be merged into the chart's values."""
    groups = {
        group: [name for name in hub.people if group in hub.groups_of(name)]
        for group in (hub.marking, hub.learning)
    }
    people = {
        "mountPath": "/usr/local/etc/jupyterhub/people.json",
        "data": {"numbers": numbers(hub), "groups": groups},
    }
    accounts = {"mountPath": "/etc/passwd", "stringData": passwd(hub), "mode": 0o644}
    return {
        "hub": {
            "config": {"Authenticator": {"allowed_users": list(hub.people), "blocked_users": list(hub.left)}},
            "extraFiles": {"people": people},
        },
        "singleuser": {"extraFiles": {"passwd": accounts}},
    }


if __name__ == "__main__":
    described = read(FILE)
    accounts = sys.argv[1:] == ["--accounts"]
    print(passwd(described) if accounts else yaml.safe_dump(values(described), sort_keys=False), end="")
