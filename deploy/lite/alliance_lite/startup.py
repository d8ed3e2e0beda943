"""Run once as the kernel starts: PYTHONSTARTUP in the site's jupyter-lite.json names this file."""

import os as _os

import alliance_lite as _lite

_lite.install(
    get_ipython(),  # type: ignore[name-defined]  # noqa: F821
    _lite.Numbers(
        _os.environ.get("ALLIANCE_NUMBERS", "").split(), _os.environ.get("ALLIANCE_NUMBERS_FROM", "")
    ),
)
del _os, _lite
