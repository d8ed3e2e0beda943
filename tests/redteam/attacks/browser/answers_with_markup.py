"""Answers with texts of markup, which the reasons of the grader and the class report may quote.

They must be shown as text wherever they are shown.
"""

from pathlib import Path

from kit import Release, Scene, type_in, write

family = "browser"
safe_on_stock = True

CODE = """
mean_goal = "<img src=x onerror='@JS@'>"
"""

LATER = """
means_say = "<script>@JS@</script>"
"""

THEN = r"""
weakest_c01 = "</li></ul><img src=x onerror=\"@JS@\">"
"""

NEXT = """
gap_says = type("<img src=x onerror='@JS@'>", (), {})()
"""


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    type_in(release, scene.fill(CODE))
    type_in(release, scene.fill(LATER), into="a2-means-say")
    type_in(release, scene.fill(THEN), into="a2-weakest-c01")
    type_in(release, scene.fill(NEXT), into="a2-gap-says")
    write(release, folder)
