"""Bordin's vocabulary: the three pillars of the working alliance, profiles of them, clients to read, ruptures and repair."""

from alliance.pillars.profile import PILLAR_IDS, READINGS, PillarId, Profile, Readings
from alliance.pillars.ruptures import (
    MARKER,
    MARKERS,
    REPAIR,
    RUPTURE_KINDS,
    Marker,
    RuptureKind,
    markers,
)
from alliance.pillars.vignettes import VIGNETTES, Vignette
from alliance.pillars.vocabulary import PILLARS, Pillar

__all__ = [
    "MARKER",
    "MARKERS",
    "PILLARS",
    "PILLAR_IDS",
    "READINGS",
    "REPAIR",
    "RUPTURE_KINDS",
    "VIGNETTES",
    "Marker",
    "Pillar",
    "PillarId",
    "Profile",
    "Readings",
    "RuptureKind",
    "Vignette",
    "markers",
]
