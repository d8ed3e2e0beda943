"""Separate streams of random numbers, one for each part of the simulation."""

import hashlib
from typing import Final

import numpy as np

_STREAMS: Final = ("people", "course", "client", "raters", "detectors", "symptoms", "missing", "table")


class Streams:
    """Random numbers by purpose, so that a new draw in one part leaves the numbers of all others as they were.

    Parameters
    ----------
    seed : int
        Which caseload of its kind.
    variant : str or int, optional
        Which of its variants; each has numbers of its own.
    """

    def __init__(self, seed: int, variant: str | int | None = None) -> None:
        self._entropy = [seed]
        if variant is not None:
            name = hashlib.sha256(str(variant).encode("utf-8", "surrogatepass")).digest()
            self._entropy.append(int.from_bytes(name[:16], "big"))

    def __getitem__(self, purpose: str) -> np.random.Generator:
        """Return a fresh generator for a purpose; asked for twice, it begins again."""
        key = (_STREAMS.index(purpose),)
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self._entropy, spawn_key=key)))
