"""`./mend bench`: measures how well the coach understands and answers."""

from __future__ import annotations

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Hand over to the room that measures."""
    from bench.__main__ import main

    return int(main(list(arguments)))
