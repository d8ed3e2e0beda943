"""Bordin's vocabulary: the three pillars of the working alliance, profiles of them, and clients to read."""

from alliance.pillars.profile import READINGS, Profile, Readings
from alliance.pillars.vignettes import VIGNETTES, Vignette
from alliance.pillars.vocabulary import PILLARS, Pillar

__all__ = ["PILLARS", "READINGS", "VIGNETTES", "Pillar", "Profile", "Readings", "Vignette"]
