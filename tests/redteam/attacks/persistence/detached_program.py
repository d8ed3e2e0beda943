"""Starts sleeping programs in sessions of their own, with nohup, at and setsid.

No program may start, and none may outlive the run.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "persistence"
safe_on_stock = True

CODE = """
import subprocess
for command in (["sleep", "60"], ["nohup", "sleep", "60"], ["setsid", "-f", "sleep", "60"], ["sh", "-c", "(sleep 60 &) &"]):
    try:
        subprocess.Popen(command, start_new_session=True, stdin=-3, stdout=-3, stderr=-3)
        print("started", command)
    except OSError as error:
        print(error)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
