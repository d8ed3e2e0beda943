"""Make what hub.toml names on this server: accounts, folders, the exchange. Run it as root, as often as you like."""

import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))
from hub import Hub, read

EXCHANGE: Final = {
    "": 0o1777,
    "{course}": 0o755,
    "{course}/outbound": 0o755,
    "{course}/inbound": 0o3733,
    "{course}/feedback": 0o711,
}


def account(name: str) -> bool:
    """Make a Unix account without a password, when there is none; its home is its own."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        # Names were checked in hub.py; useradd is the system's own.
        subprocess.run(["/usr/sbin/useradd", "--create-home", "--shell", "/bin/bash", name], check=True)  # noqa: S603
        Path(pwd.getpwnam(name).pw_dir).chmod(0o700)
        return True
    return False


def folder(place: Path, owner: str, mode: int) -> None:
    """Make a folder with an owner, the owner's group and a mode; what is there is put right.

    Others may write where these folders lie: a link in the place of one would hand what it leads to to its owner.
    """
    of = pwd.getpwnam(owner)
    try:
        place.mkdir(parents=True, exist_ok=True)
        opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (FileExistsError, NotADirectoryError):
        raise SystemExit(
            f"{place} is a link or a file; look who put it there, take it away, and try again."
        ) from None
    try:
        os.fchown(opened, of.pw_uid, of.pw_gid)
        os.fchmod(opened, mode)
    finally:
        os.close(opened)


def exchange(hub: Hub) -> None:
    """Make nbgrader's exchange, in which students cannot reach one another's work.

    Its root is open to all, as nbgrader wants it; the sticky bit (the 1) keeps what lies there in its owner's hands.
    `inbound` takes what is handed in: nobody can list it, nobody can remove or rename another's (1), and everything
    in it belongs to the grader's group (2), so that submissions can be closed to all others (student/nbgrader_config.py).
    """
    for name, mode in EXCHANGE.items():
        folder(hub.places.exchange.resolve() / name.format(course=hub.course), hub.grader, mode)


def course(hub: Hub) -> None:
    """Give the course to the grader, and close it to everybody else: keys and gradebook lie there."""
    place, owner = hub.places.course.resolve(), pwd.getpwnam(hub.grader)
    if not (place / "nbgrader_config.py").is_file():
        raise SystemExit(f"The course is not in {place}; put it there, or mend hub.toml, and try again.")
    folder(place, hub.grader, 0o700)
    # By open folders, not by paths: in one of these, somebody who works as the grader might put a link meanwhile.
    for _, folders, files, opened in os.fwalk(place):
        for name in (*folders, *files):
            os.chown(name, owner.pw_uid, owner.pw_gid, dir_fd=opened, follow_symlinks=False)
    # The formgrader looks for the gradebook before anything is built.
    folder(place / "gradebook", hub.grader, 0o700)


def set_up(hub: Hub) -> list[str]:
    """Do all of it; return the accounts that were made."""
    made = [name for name in (hub.grader, *hub.people) if account(name)]
    folder(hub.places.state, "root", 0o700)
    course(hub)
    exchange(hub)
    return made


if __name__ == "__main__":
    if os.geteuid() != 0:
        raise SystemExit("Accounts and folders are made by root: sudo /opt/alliance/bin/python set_up.py")
    described = read()
    new = [name for name in set_up(described) if name != described.grader]
    print(f"Ready: {len(described.instructors)} instructors, {len(described.students)} students.")
    if new:
        print(f"New accounts have no password yet. Give each one: passwd {new[0]}")
    print("Next: systemctl restart alliance-hub")
