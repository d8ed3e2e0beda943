"""Hands in files whose names are markup, which listings may show. They must be shown as text."""

from pathlib import Path

from kit import Release, Scene, write

family = "browser"
safe_on_stock = True


def hand_in(release: Release, folder: Path, scene: Scene) -> None:
    write(release, folder)
    for number in range(3):
        (folder / f"<img src=x onerror=alert({number})>.txt").write_text(scene.fill("<script>@JS@</script>"))
    (folder / "page.html").write_text(scene.fill("<script>@JS@</script>"))
