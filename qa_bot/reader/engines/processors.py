"""How many processors an engine may use: on a shared machine, one thread for each that the machine has is slower than a few."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
"""Where Linux tells a container its limits."""


def processors(environment: Mapping[str, str] = os.environ, groups: Path = _GROUPS) -> int:
    """Processors that this process may use: those that it may run on, no more than its container's share and than `OMP_NUM_THREADS`.

    Args:
        environment: variables; Ray sets `OMP_NUM_THREADS` to the processors of a replica.
        groups: where the limits of control groups stand, version 2 (`cpu.max`) or 1.
    """
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = environment.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal() and int(wanted):
        found = min(found, int(wanted))
    return min(found, _share(groups) or found)


def _share(groups: Path) -> int | None:
    """Processors that a container may use, rounded up; None: all."""
    for quota, period in ("cpu.max", "cpu.max"), ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us"):
        try:
            allowed = (groups / quota).read_text(encoding="ascii").split()[0]
            of = (groups / period).read_text(encoding="ascii").split()[-1]
        except OSError:
            continue
        return math.ceil(int(allowed) / int(of)) if allowed.isdecimal() else None  # "max" or -1: no limit
    return None
