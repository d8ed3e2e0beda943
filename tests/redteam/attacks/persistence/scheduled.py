"""Writes into the folders of cron, systemd and init, and into /etc/profile.d and ld.so.preload.

None of it may be there after the run.
"""

import pathlib
from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = r"""
import os
for place in ("/etc/cron.d/red-team", "/var/spool/cron/crontabs/root", "/etc/systemd/system/red-team.service", "/etc/profile.d/red-team.sh", "/etc/init.d/red-team", "/etc/red-team.preload", "/etc/passwd.red-team", "/usr/local/bin/red-team"):
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w") as file:
            file.write("# red team\n")
        print("wrote", place)
    except OSError as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)


def harm(_: Scene) -> list[str]:
    found = [
        str(path)
        for top in ("/etc", "/usr/local", "/var/spool")
        for path in pathlib.Path(top).rglob("red-team*")
    ]
    return [f"wrote {found[0]}"] if found else []
