"""Reads memory and processor time of processes from Linux's /proc."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError

PROC = Path("/proc")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_PARENT = re.compile(r"^PPid:\s+(\d+)$", re.MULTILINE)
_USER_TIME, _SYSTEM_TIME = 11, 12
"""Where the times stand in /proc/<pid>/stat, counted from behind the command's name."""


@dataclass(frozen=True)
class Usage:
    """What a process has used since its start."""

    peak_kb: int
    """The most memory it ever held (VmHWM)."""
    processor_seconds: float


def require_proc(proc: Path = PROC) -> None:
    """Say plainly where the bench cannot run.

    Raises:
        BenchError: There is no /proc.
    """
    if not (proc / "self" / "status").is_file():
        raise BenchError("The bench reads memory from /proc, which this system has not: run it on Linux.")


def peak_kb(status: str) -> int:
    """Read VmHWM from the text of /proc/<pid>/status; 0 for a process that has ended."""
    found = _PEAK.search(status)
    return int(found[1]) if found else 0


def usage_of(pid: int, proc: Path = PROC) -> Usage:
    """What one process has used; nothing where it is gone."""
    try:
        status = (proc / str(pid) / "status").read_text()
        stat = (proc / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return Usage(0, 0.0)
    # The command's name stands in brackets and may hold anything, brackets and spaces too.
    fields = stat.rpartition(")")[2].split()
    ticks = int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])
    return Usage(peak_kb(status), ticks / os.sysconf("SC_CLK_TCK"))


def processes_below(pid: int, proc: Path = PROC) -> list[int]:
    """Children, their children and so on, as they are now."""
    children: dict[int, list[int]] = {}
    for folder in proc.iterdir():
        if folder.name.isdecimal():
            try:
                found = _PARENT.search((folder / "status").read_text())
            except (FileNotFoundError, ProcessLookupError):
                continue
            if found:
                children.setdefault(int(found[1]), []).append(int(folder.name))
    below: list[int] = []
    waiting = [pid]
    while waiting:
        found_below = children.get(waiting.pop(), [])
        below += found_below
        waiting += found_below
    return below
