"""A child process that never outlives the bench, and what the system tells about it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from bench.errors import BenchError
from bench.proc import Usage, processes_below, usage_of

if TYPE_CHECKING:
    from typing_extensions import Self

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 10.0
_POLL_SECONDS = 0.02
_LAST_LINES = 5


class Child:
    """Runs a command from entering to leaving the `with` block, in a process group of its own.

    Leaving ends the whole group, first kindly, then for certain. Where the bench itself is killed, the
    system ends the child.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        log: Path,
        grace_seconds: float = _GRACE_SECONDS,
    ) -> None:
        """Take what to run, where, and the file for everything it prints."""
        self._command = list(command)
        self._folder = folder
        self._environment = dict(environment)
        self._log = log
        self._grace_seconds = grace_seconds
        self._peaks: dict[int, int] = {}

    def __enter__(self) -> Self:
        """Start it; the clock runs from here."""
        libc = ctypes.CDLL(None)
        with self._log.open("wb") as log:
            self._started = time.perf_counter()
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL),
            )
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End it and all that it started."""
        try:
            self._signal(signal.SIGTERM)
            self._ended_within(self._grace_seconds)
        finally:
            # The ended child is not reaped yet, so its group's number cannot be anybody else's.
            self._signal(signal.SIGKILL)
            self._process.wait()

    @property
    def pid(self) -> int:
        """The number of the process, and of its group."""
        return self._process.pid

    def elapsed(self) -> float:
        """Seconds since its start."""
        return time.perf_counter() - self._started

    def has_ended(self) -> bool:
        """Whether it has ended by itself; it stays unreaped, see `__exit__`."""
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, options) is not None

    def wait(self, seconds: float) -> str | None:
        """Wait for its end and say how it failed; None where it ended well.

        Raises:
            BenchError: It takes longer.
        """
        if not self._ended_within(seconds):
            raise BenchError(f"It has not ended within {seconds:.0f} seconds.")
        end = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        if end is None or (end.si_code == os.CLD_EXITED and end.si_status == 0):
            return None
        if end.si_code == os.CLD_EXITED:
            return f"status {end.si_status}"
        return signal.Signals(end.si_status).name

    def usage(self) -> Usage:
        """What it and the processes below it have used so far.

        Peaks are kept from call to call, so that a process below it still counts after its end.
        """
        processor_seconds = 0.0
        for pid in (self.pid, *processes_below(self.pid)):
            used = usage_of(pid)
            self._peaks[pid] = max(self._peaks.get(pid, 0), used.peak_kb)
            processor_seconds += used.processor_seconds
        return Usage(sum(self._peaks.values()), processor_seconds)

    def last_words(self) -> str:
        """The last lines that it printed."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return "\n".join(lines[-_LAST_LINES:]) or "It printed nothing."

    def _ended_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.has_ended():
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def _signal(self, number: signal.Signals) -> None:
        os.killpg(self.pid, number)
