"""What a run costs: an empty job, and assignment A2 warm against nbclient with a real kernel, in turn in one run."""

import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import nbclient
import nbformat

from alliance_grader.warm import Level, Sandbox, Warm
from alliance_grader.warm.frames import CellWork, Ended, Finished, Stopped, Work

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "release" / "a2_read_a_caseload" / "a2_read_a_caseload.ipynb"
USED = "import resource as _r; _u = _r.getrusage(_r.RUSAGE_SELF); print(_u.ru_utime + _u.ru_stime)"
ROUNDS = 5


def warm_run(warm: Warm, *sources: str) -> float:
    """Run cells in a fresh child; return the seconds of processor time that it used."""
    with warm.child() as child:
        child.send(Work([CellWork(number, source) for number, source in enumerate([*sources, USED])]))
        used = 0.0
        while not isinstance(message := child.receive(), Finished):
            assert not isinstance(message, Stopped), message
            if isinstance(message, Ended) and message.cell == len(sources):
                used = float(message.outputs[0]["text"])
        return used


def kernel_run(_: object, *sources: str) -> float:
    """Run cells with a real kernel; return the seconds of processor time that the kernel used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    cells = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    quiet = ["--IPKernelApp.log_level=50"]
    nbclient.NotebookClient(notebook, kernel_name="python3", extra_arguments=quiet).execute()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed(run: Callable[..., float], *given: object) -> tuple[float, float]:
    """Return the milliseconds on the clock and of the processor."""
    started = time.perf_counter()
    used = run(*given)
    return (time.perf_counter() - started) * 1000, used * 1000


def main() -> None:
    """Print the figures."""
    text = RELEASE.read_text(encoding="utf-8")
    sources = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    hidden = Sandbox(hidden=(str(ROOT),))
    levels: tuple[Level, ...] = ("namespaces", "landlock")
    servers = {level: Warm("run", text.encode(), level, hidden) for level in levels}
    found: dict[str, list[tuple[float, float]]] = {}
    try:
        for level, warm in servers.items():
            started = time.perf_counter()
            warm.__enter__()
            print(f"{level}: server warm after {time.perf_counter() - started:.2f} s")
        for _ in range(ROUNDS):
            found.setdefault("A2, real kernel", []).append(timed(kernel_run, None, *sources))
            for level, warm in servers.items():
                found.setdefault(f"A2, {level}", []).append(timed(warm_run, warm, *sources))
                for _ in range(4):
                    found.setdefault(f"empty, {level}", []).append(timed(warm_run, warm))
    finally:
        for warm in servers.values():
            warm.close()
    real = [statistics.median(part) for part in zip(*found["A2, real kernel"], strict=True)]
    for name, times in sorted(found.items()):
        wall, used = (statistics.median(part) for part in zip(*times, strict=True))
        least = min(times)[0]
        ratio = (
            f", {real[0] / wall:.0f}x on the clock, {real[1] / used:.0f}x of the processor"
            if "A2" in name
            else ""
        )
        print(f"{name}: median {wall:.0f} ms (least {least:.0f}), processor {used:.0f} ms{ratio}")


if __name__ == "__main__":
    main()
