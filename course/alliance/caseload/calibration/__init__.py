"""How far the simulated caseload reproduces the published research."""

from alliance.caseload.calibration.report import show_calibration
from alliance.caseload.calibration.rows import Calibration, Row, Size, calibrate
from alliance.caseload.calibration.targets import Source, Target, sources, targets

__all__ = [
    "Calibration",
    "Row",
    "Size",
    "Source",
    "Target",
    "calibrate",
    "show_calibration",
    "sources",
    "targets",
]
