"""Shows on the standard error that a long step is alive; the standard output stays clean for pipes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Say = Callable[[str], None]


@contextmanager
def working(doing: str, always: bool = True) -> Iterator[Say]:
    """Show `doing` with the elapsed seconds while the block runs.

    Args:
        doing: What is being done, as a person would say it.
        always: Without a terminal, write a line for the start and for every change; False: write nothing.

    Yields:
        A function that changes what is shown.
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
    last = ""

    def say(text: str) -> None:
        nonlocal last
        if always and text != last:
            last = text
            print(text, file=sys.stderr, flush=True)

    say(doing)
    return say
