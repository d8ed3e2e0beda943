"""Bordin's vocabulary: the three pillars of the working alliance, profiles of them, and clients to read."""

from alliance.pillars.profile import PILLAR_IDS, READINGS, PillarId, Profile, Readings
from alliance.pillars.vignettes import VIGNETTES, Vignette
from alliance.pillars.vocabulary import PILLARS, Pillar

__all__ = [
    "PILLARS",
    "PILLAR_IDS",
    "READINGS",
    "VIGNETTES",
    "Pillar",
    "PillarId",
    "Profile",
    "Readings",
    "Vignette",
]
