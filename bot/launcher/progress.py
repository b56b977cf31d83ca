"""Shows on the standard error that a long step is alive; the standard output stays clean for pipes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

QUIET_SECONDS = 20
Say = Callable[[str], None]


@contextmanager
def working(doing: str, always: bool = True) -> Iterator[Say]:
    """Show `doing` with the elapsed seconds while the block runs.

    Args:
        doing: What is being done, as a person would say it.
        always: Without a terminal, write a line for the start, for every change and now and then while
            nothing changes; False: write nothing.

    Yields:
        A function that changes what is shown; call it often, also with the same words.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(doing, always)
        return
    columns = (SpinnerColumn("line"), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(doing, total=None)
        yield lambda text: progress.update(task, description=text)


def _lines(doing: str, always: bool) -> Say:
    begun = time.monotonic()
    last, said_at = "", begun

    def say(text: str) -> None:
        nonlocal last, said_at
        now = time.monotonic()
        if not always or (text == last and now - said_at < QUIET_SECONDS):
            return
        print(text if text != last else f"{text}, {now - begun:.0f} s", file=sys.stderr, flush=True)
        last, said_at = text, now

    say(doing)
    return say
