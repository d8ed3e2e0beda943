"""Bordin's vocabulary: the three pillars of the working alliance."""

from alliance.pillars.vocabulary import PILLARS, Pillar

__all__ = ["PILLARS", "Pillar"]
