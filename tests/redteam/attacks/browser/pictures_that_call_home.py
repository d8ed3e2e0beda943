"""Writes pictures, sounds, cursors and backgrounds whose addresses lead to the attacker.

No request may go out when the page is opened.
"""

from pathlib import Path

from kit import Release, Scene, add_cell, type_in, write

family = "browser"
safe_on_stock = True

TEXT = """
<img src="@CANARY@"> ![x](@CANARY@) <audio src="@CANARY@" autoplay></audio> <picture><source srcset="@CANARY@"><img></picture>
<div style="background:url(@CANARY@)">x</div><table background="@CANARY@"><tr><td>x</table>
<video poster="@CANARY@"></video><input type=image src="@CANARY@"><img srcset="@CANARY@ 1x">
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(TEXT), into="a2-reflection")
    add_cell(release, scene.fill(TEXT), "markdown")
    write(release, folder)
