"""Limits that the kernel keeps for one process: what runs in it can lower them, never raise them."""

import contextlib
import math
import resource
from pathlib import Path

from alliance_grader.warm.frames import Limits

FILES_OPEN = 256
PAGE = resource.getpagesize()


def apply(limits: Limits, alone: bool) -> None:
    """Limit this process.

    Parameters
    ----------
    limits : Limits
    alone : bool
        Whether no other processes count as this user's: only then can threads be limited from here. Otherwise the
        watcher counts them.
    """
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
    wanted = {
        resource.RLIMIT_AS: mapped + limits.address_space,
        resource.RLIMIT_CORE: 0,
        # The watcher counts the clock; this holds should the watcher be gone.
        resource.RLIMIT_CPU: math.ceil(2 * limits.total + 10),
        resource.RLIMIT_FSIZE: limits.scratch,
        resource.RLIMIT_NOFILE: FILES_OPEN,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
        resource.RLIMIT_SIGPENDING: 256,
    }
    if alone:
        wanted[resource.RLIMIT_NPROC] = limits.threads
    # Should the whole machine run out of memory, this is to go before the grader does.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (most, most))
