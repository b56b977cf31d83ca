"""`./mend bench`: Mend beside Rasa's starter bot, on this machine, in one go.

Both are trained from nothing and served as Rasa's users do; see bench.measuring for the order of things.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.bots import LONG_TALK, mend, starter
from bench.errors import BenchError
from bench.figures import Measured, figures, missed
from bench.measuring import measure_long_talk, measure_starts
from bench.proc import require_proc
from bench.report import as_json, table
from bot.launcher.quiet import prepare_environment

ABOUT = (
    "Trains and serves Mend and Rasa's starter bot, one after the other, and compares them. "
    "Takes about a quarter of an hour on two cores; let the machine do nothing else meanwhile. "
    "Ends with 0 where every target is met, 1 where one is missed, 2 where it could not measure."
)
STARTS, TURNS = 3, 60
QUICK_STARTS, QUICK_TURNS = 1, 20
_MISSED, _NOT_MEASURED = 1, 2
_BUSY = 0.25
"""The load, for each processor, from which on others disturb the figures."""


def main(arguments: Sequence[str]) -> int:
    """Measure and report; the exit status."""
    options = _parser().parse_args(arguments)
    starts = options.starts or (QUICK_STARTS if options.quick else STARTS)
    turns = options.turns or (QUICK_TURNS if options.quick else TURNS)
    try:
        require_proc()
        _check(options.json)
        prepare_environment()
        _warn_if_busy()
        with _signals_as_exits(), tempfile.TemporaryDirectory(prefix="mend-bench-") as folder:
            measured = measure(Path(folder), starts, turns)
    except BenchError as error:
        print(error, file=sys.stderr)
        return _NOT_MEASURED
    found = figures(measured)
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps(as_json(found, measured), indent=2) + "\n")
    for figure in missed(found):
        print(f"Missed: {figure.name} ({figure.ratio:.2f}, at most {figure.at_most:.2f})")
    return _MISSED if missed(found) else 0


def measure(work: Path, starts: int, turns: int) -> Measured:
    """Train both, measure both, then talk long with Mend.

    Raises:
        BenchError: Something cannot be measured.
    """
    ours, theirs = mend(work / "mend-files", os.environ), starter(work / "starter-files", os.environ)
    _say("Training the starter bot")
    starter_training = theirs.train(work)
    _say("Training Mend")
    mend_training = ours.train(work)
    measured = measure_starts((theirs, ours), work, starts, turns, _say)
    _say("A long talk with Mend")
    with ours.server(work / "long-talk") as server:
        long_talk = measure_long_talk(server, LONG_TALK)
    return Measured(measured[ours.name], measured[theirs.name], long_talk, mend_training, starter_training)


@contextmanager
def _signals_as_exits() -> Iterator[None]:
    """Let the ends that come from outside be exceptions, so that children and folders are cleared up."""

    def leave(number: int, _frame: Any) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _warn_if_busy() -> None:
    load = os.getloadavg()[0]
    if load > _BUSY * (os.cpu_count() or 1):
        _say(f"This machine is busy (load {load:.1f}): the figures will be worth less. Go on when it rests.")


def _check(file: Path | None) -> None:
    """Find out before a quarter of an hour has gone by."""
    if file is not None and not file.absolute().parent.is_dir():
        raise BenchError(f"There is no folder for {file}.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./mend bench", description=ABOUT)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured to FILE as well")
    parser.add_argument("--quick", action="store_true", help="one start of each and fewer turns")
    parser.add_argument("--starts", type=_count, metavar="N", help=f"starts of each bot (usually {STARTS})")
    parser.add_argument("--turns", type=_count, metavar="N", help=f"turns for each start (usually {TURNS})")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 on")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
