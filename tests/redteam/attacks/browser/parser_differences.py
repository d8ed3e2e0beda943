"""Writes markup that is read differently the second time: noscript, template, textarea, xmp, math and table games.

No script may run.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<noscript><p title="</noscript><img src=x onerror=@JS@>"></noscript>
<template><img src=x onerror=@JS@></template><textarea></textarea><img src=x onerror=@JS@></textarea>
<xmp><p title="</xmp><img src=x onerror=@JS@>"><form><math><mtext></form><form><mglyph><style></math><img src onerror=@JS@>
<svg></p><style><a id="</style><img src=1 onerror=@JS@>"> <plaintext><img src=x onerror=@JS@> <select><iframe><select><img src=x onerror=@JS@>
<table><td background="javascript:@JS@"></td></table><title><img src=x onerror=@JS@></title>
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
