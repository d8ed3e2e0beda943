"""Registers an input transformer that turns a score cell into a number. It must earn nothing."""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "forging"
safe_on_stock = True

CODE = r"""
def forge(lines):
    text = "".join(lines)
    for item, most in {"a2-pillar-means": "4.0", "a2-weakest-pillar": "6.0", "a2-rater-gap": "4.0"}.items():
        if item in text:
            return [most + "\n"]
    return lines
get_ipython().input_transformers_post.append(forge)
"""


def hand_in(release: Release, folder: Path, _: Scene) -> None:
    type_in(release, CODE)
    write(release, folder)
