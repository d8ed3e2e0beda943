"""Pin anew what the site is made of, after a change of version: `python deploy/lite/renew.py PYODIDE_FOLDER`.

The folder is that of a Pyodide distribution of the version that jupyterlite-pyodide-kernel names, full or core. Writes
`pyodide.json` from its lock file, and `wheels.txt` with the hashes of the versions that stand there.
"""

import hashlib
import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from wheels import Wheel, download

HERE = Path(__file__).parent
CORE = ("pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.mjs", "python_stdlib.zip")


def pyodide_part(
    lock: dict[str, Any], wanted: set[str], core: dict[str, bytes], version: str
) -> dict[str, Any]:
    """Cut Pyodide's lock to the packages that are wanted of it, with the hashes of its own files."""
    kept = {name: entry for name, entry in sorted(lock["packages"].items()) if name in wanted}
    return {
        "version": version,
        "core": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in sorted(core.items())
        },
        "info": lock["info"],
        "packages": kept,
    }


def main(folder: Path) -> None:
    """Write both files."""
    numbers = set(tomllib.loads((HERE / "packages.toml").read_text())["numbers"])
    lines = [line for line in (HERE / "wheels.txt").read_text().splitlines() if line]
    comments, named = [ln for ln in lines if ln[0] == "#"], [ln.split()[0] for ln in lines if ln[0] != "#"]
    own = {line.split("==")[0] for line in named}
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    version = json.loads((folder / "package.json").read_text())["version"]
    core = {name: (folder / name).read_bytes() for name in CORE}
    part = pyodide_part(lock, numbers - own, core, version)
    (HERE / "pyodide.json").write_text(json.dumps(part, indent=1) + "\n")
    with tempfile.TemporaryDirectory() as fetched:
        download(named, Path(fetched))
        wheels = {(w := Wheel(p.name, p.read_bytes())).name: w for p in Path(fetched).glob("*.whl")}
    pinned = [
        f"{name}=={wheels[name].version} --hash=sha256:{wheels[name].sha256}" for name in sorted(wheels)
    ]
    (HERE / "wheels.txt").write_text("\n".join([*comments, *pinned]) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
