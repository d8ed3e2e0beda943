"""What a child needs to see on the disk so that Python works, and not more."""

import site
import sys
from pathlib import Path

# Shared libraries and what they read: never whole /usr, /etc or /opt.
_SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/share/locale",
    "/usr/share/zoneinfo",
    "/usr/local/share/fonts",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
)
_SHARED_PREFIXES = {"/", "/usr", "/usr/local"}


def needed() -> list[str]:
    """Return the files and folders that Python, its packages and `alliance` consist of."""
    found = dict.fromkeys(_SYSTEM)
    for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix):
        if str(Path(prefix).resolve()) not in _SHARED_PREFIXES:
            found[prefix] = None
    for path in [*sys.path, site.getusersitepackages() if site.ENABLE_USER_SITE else ""]:
        if Path(path).name in {"site-packages", "dist-packages"} or path.endswith((".zip", "lib-dynload")):
            found[path] = None
    found |= dict.fromkeys(package_folders("alliance"))
    return [path for path in found if Path(path).exists()]


def package_folders(name: str) -> list[str]:
    """Return the folders of an installed package, without importing it."""
    from importlib.util import find_spec

    spec = find_spec(name)
    return list(spec.submodule_search_locations or []) if spec else []
