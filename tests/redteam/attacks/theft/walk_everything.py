"""Walks over the whole file system for notebooks, keys and gradebooks, and reads what it finds.

It must find none that is not the student's.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import os, time
end = time.monotonic() + 8
for top in ("@COURSE@", "/home", "/root", "/tmp", "/srv", "/work", "/var", "/mnt", "/opt", "/"):
    for folder, folders, files in os.walk(top):
        if folder.startswith(("/proc", "/sys", "/usr", "/lib")) or "site-packages" in folder or time.monotonic() > end:
            folders.clear()
            continue
        for name in files:
            if name.endswith((".db", ".yaml", "notes.txt")) or ("@ASSIGNMENT@" in name and "@STUDENT@" not in folder):
                try:
                    data = open(os.path.join(folder, name), "rb").read(2_000_000)
                    if b"ZQ" in data:
                        print(folder, name, data[data.index(b"ZQ"):][:60])
                except OSError:
                    pass
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    write(release, folder)
