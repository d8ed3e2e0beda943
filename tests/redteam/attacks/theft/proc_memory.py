"""Searches the memory of every other process for what looks like a secret, through /proc/PID/mem.

No other process may be readable.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "theft"
safe_on_stock = True

CODE = """
import glob, os, re, time
end = time.monotonic() + 6
found = set()
for folder in glob.glob("/proc/[0-9]*"):
    if folder.endswith(f"/{os.getpid()}"):
        continue
    try:
        maps = open(folder + "/maps").read().splitlines()
        memory = open(folder + "/mem", "rb", 0)
    except OSError as error:
        print(folder, error)
        continue
    for line in maps:
        span, rights = line.split()[:2]
        low, high = (int(part, 16) for part in span.split("-"))
        if rights.startswith("rw") and high - low < 1 << 27 and time.monotonic() < end:
            try:
                memory.seek(low)
                found |= set(re.findall(rb"ZQ[0-9A-F]{24}", memory.read(high - low)))
            except (OSError, ValueError, OverflowError):
                pass
print(found)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
