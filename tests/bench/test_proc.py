"""Memory and processor time from /proc."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.proc import Usage, peak_kb, processes_below, require_proc, usage_of

STATUS = "Name:\tpython\nPPid:\t{parent}\nVmPeak:\t 9999999 kB\nVmHWM:\t  739324 kB\nVmRSS:\t  728904 kB\n"
STAT = "{pid} (a (strange) name) S 1 7 7 0 -1 4194304 1 0 0 0 {user} {system} 0 0 20 0 1 0 5 6 7\n"


def process(proc: Path, pid: int, parent: int, user: int = 0, system: int = 0) -> None:
    """Lay out a process as Linux shows it."""
    folder = proc / str(pid)
    folder.mkdir()
    (folder / "status").write_text(STATUS.format(parent=parent))
    (folder / "stat").write_text(STAT.format(pid=pid, user=user, system=system))


def test_the_peak_is_vmhwm() -> None:
    """The most memory ever held in fact counts, neither what is held now nor what was only reserved."""
    assert peak_kb(STATUS.format(parent=1)) == 739324


def test_a_process_that_has_ended_holds_nothing() -> None:
    """A process that waits for its parent to notice its end shows no memory, and that reads as 0."""
    assert peak_kb("Name:\tpython\nState:\tZ (zombie)\nPPid:\t1\n") == 0


def test_processor_time_is_read_behind_any_name(tmp_path: Path) -> None:
    """Both user and system time count, whatever brackets and spaces the command's name holds."""
    ticks = os.sysconf("SC_CLK_TCK")
    process(tmp_path, 7, parent=1, user=3 * ticks, system=2 * ticks)
    assert usage_of(7, tmp_path) == Usage(739324, 5.0)


def test_a_process_that_is_gone_has_used_nothing(tmp_path: Path) -> None:
    """A process that ends while being looked at is no error."""
    assert usage_of(7, tmp_path) == Usage(0, 0.0)


def test_children_of_children_are_found(tmp_path: Path) -> None:
    """Every process below is found, and none beside."""
    for pid, parent in ((7, 1), (8, 7), (9, 8), (10, 8), (11, 1)):
        process(tmp_path, pid, parent)
    (tmp_path / "self").mkdir()
    (tmp_path / "12").mkdir()
    assert sorted(processes_below(7, tmp_path)) == [8, 9, 10]


def test_it_reads_this_system() -> None:
    """What is read of a real process is of the right size."""
    held = "held = bytearray(64 << 20); print('ready', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in processes_below(os.getpid())
        assert 64 << 10 < usage_of(child.pid).peak_kb < 200 << 10
        child.communicate(b"\n")


def test_a_system_without_proc_is_refused(tmp_path: Path) -> None:
    """Where nothing can be read, the bench says so before it begins."""
    with pytest.raises(BenchError, match="run it on Linux"):
        require_proc(tmp_path)
