"""Children never outlive the bench."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.child import Child
from bench.errors import BenchError

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
"""
SLEEPS = "import time; print('up', flush=True); time.sleep(60)"


def child_of(code: str, folder: Path, grace_seconds: float = 5.0) -> Child:
    """A child that runs some Python."""
    return Child((sys.executable, "-c", code), folder, os.environ, folder / "log", grace_seconds)


def printed(folder: Path) -> str:
    """What a child printed first, as soon as it does."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        text = (folder / "log").read_text()
        if text.endswith("\n"):
            return text.strip()
        time.sleep(0.01)
    raise AssertionError("The child printed nothing.")


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not noticed yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(pid: int) -> bool:
    """Whether a process ends in a while."""
    deadline = time.monotonic() + 10
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not lives(pid)


def test_it_ends_with_its_block(tmp_path: Path) -> None:
    """Leaving the block ends the child."""
    with child_of(SLEEPS, tmp_path) as child:
        printed(tmp_path)
        assert lives(child.pid)
    assert not lives(child.pid)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit, BenchError])
def test_it_ends_whatever_went_wrong(tmp_path: Path, fault: type[BaseException]) -> None:
    """Ctrl-C, an end from outside and an error all end the child, and go on their way."""
    child = child_of(SLEEPS, tmp_path)

    def work() -> None:
        with child:
            printed(tmp_path)
            raise fault

    with pytest.raises(fault):
        work()
    assert not lives(child.pid)


def test_a_stubborn_child_ends_too(tmp_path: Path) -> None:
    """A child that does not listen is ended for certain."""
    with child_of(f"{STUBBORN}; {SLEEPS}", tmp_path, grace_seconds=0.2) as child:
        printed(tmp_path)
    assert not lives(child.pid)


@pytest.mark.parametrize("last", ["time.sleep(60)", ""], ids=["parent runs", "parent has ended"])
def test_what_a_child_started_ends_too(tmp_path: Path, last: str) -> None:
    """The whole group ends, even where the child itself has ended before."""
    with child_of(WITH_CHILD + last, tmp_path):
        below = int(printed(tmp_path))
        assert lives(below)
    assert ends(below)


def test_a_child_dies_with_the_bench(tmp_path: Path) -> None:
    """Where the bench is killed without a chance to clear up, its child ends as well."""
    script = f"""
import os, time
from pathlib import Path
from bench.child import Child
command = ({sys.executable!r}, "-c", {SLEEPS!r})
with Child(command, Path("."), os.environ, Path({str(tmp_path / "log")!r})) as child:
    print(child.pid, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as bench:
        assert bench.stdout is not None
        pid = int(bench.stdout.readline())
        printed(tmp_path)
        bench.send_signal(signal.SIGKILL)
    assert ends(pid)


def test_it_tells_how_it_ended(tmp_path: Path) -> None:
    """A failure is told by its status or its signal, a good end by nothing."""
    with child_of("pass", tmp_path) as child:
        assert child.wait(20) is None
    with child_of("raise SystemExit(3)", tmp_path) as child:
        assert child.wait(20) == "status 3"
    with child_of(SLEEPS, tmp_path) as child:
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait(20) == "SIGKILL"


def test_it_is_not_waited_for_without_end(tmp_path: Path) -> None:
    """A child that takes too long is an error, not a wait for ever."""
    with child_of(SLEEPS, tmp_path) as child, pytest.raises(BenchError, match="within 0 seconds"):
        child.wait(0.1)


def test_it_keeps_the_last_lines(tmp_path: Path) -> None:
    """The last five lines that a child printed can be shown, whatever else it printed."""
    with child_of("print(*range(9), sep='\\n'); print(b'\\xff', flush=True)", tmp_path) as child:
        child.wait(20)
        assert child.last_words() == "5\n6\n7\n8\nb'\\xff'"


def test_memory_counts_what_it_started(tmp_path: Path) -> None:
    """The peak adds up over the child and those below it, also after one of these has ended."""
    with child_of(WITH_CHILD + "time.sleep(60)", tmp_path) as child:
        below = int(printed(tmp_path))
        together = child.usage().peak_kb
        os.kill(below, signal.SIGKILL)
        assert ends(below)
        assert child.usage().peak_kb >= together > 0
