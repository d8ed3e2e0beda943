"""Pictures: the palette, the one way to show a figure, and its still stand-in."""

from alliance.pictures.show import show
from alliance.pictures.theme import PILLAR_COLOUR, PILLAR_SHAPE, RATER_DASH, css, template

__all__ = ["PILLAR_COLOUR", "PILLAR_SHAPE", "RATER_DASH", "css", "show", "template"]
