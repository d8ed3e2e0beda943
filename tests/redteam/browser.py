"""The attacks on the marker's browser through stock nbgrader: graded in one box, then opened in a real Chromium.

python tests/redteam/browser.py      adds to stock.json
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from kit.box import run_boxed
from kit.catalogue import attacks
from kit.classroom import ASSIGNMENTS, make_classroom
from kit.evidence import points_of
from kit.listener import listening
from kit.pages import feel, formgrader
from kit.secrets import new_secrets
from playwright.sync_api import sync_playwright
from stock import PORT, RESULTS, grade_all


def main() -> None:
    """Grade all attacks on the browser as stock nbgrader does, and open every page."""
    import nbgrader.apps.api  # noqa: F401

    known = [attack for attack in attacks() if attack.family == "browser"]
    with tempfile.TemporaryDirectory(prefix="stock-browser-") as scratch:
        room = make_classroom(Path(scratch) / "room", new_secrets(), stock=True)
        for attack in known:
            room.hand_in(attack, PORT)
        boxed = run_boxed(
            lambda: [grade_all(room, name, 500, feedback=True) for name in ASSIGNMENTS], room.place, 600
        )
        sys.stdout.write(f"graded: {boxed.ended} {boxed.value}\n")
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        with listening(PORT) as ear, formgrader(room, PORT + 1) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            found = feel(browser, server, room, {attack.student: attack.assignment for attack in known}, ear)
            browser.close()
        results = json.loads(RESULTS.read_text())
        for attack in known:
            gains = found[attack.student]
            points = points_of(room.course, attack.assignment, attack.student)
            more = sum(
                max(score - attack.earns.get(item, 0.0), 0.0) for item, score in (points or {}).items()
            )
            gains += [f"{more:g} points"] if more else []
            gains += ["no result"] if points is None else []
            results[f"browser/{attack.name}"] = {"gains": gains, "points": points}
            sys.stdout.write(f"{attack.name}: {gains}\n")
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
