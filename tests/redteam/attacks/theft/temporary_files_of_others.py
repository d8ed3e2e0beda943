"""Watches the temporary folders for what the grader or another student's run writes there.

It must see nothing of theirs.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import os, time
end = time.monotonic() + 1.5
seen = {}
while time.monotonic() < end:
    for top in ("/tmp", "/dev/shm", "/var/tmp", os.path.dirname("@COURSE@")):
        for folder, folders, files in os.walk(top):
            if "site-packages" in folder:
                folders.clear()
            for name in files:
                path = os.path.join(folder, name)
                try:
                    if path not in seen and os.path.getsize(path) < 1_000_000:
                        seen[path] = open(path, "rb").read()
                except OSError:
                    pass
print({path: data for path, data in seen.items() if b"ZQ" in data})
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
