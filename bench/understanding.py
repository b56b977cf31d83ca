"""What the trained model makes of held-out messages: `.venv/bin/python -m bench.understanding`.

The messages of tests/nlu were written apart from the training data and are never trained or tuned on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.launcher.training import ensure_model
from bot.launcher.understanding import Interpreter, Understanding
from coaching.needs import NEEDS, SAFETY
from coaching.screen import NO_SIGNAL

MESSAGES = Path(__file__).resolve().parent.parent / "tests" / "nlu" / "messages.jsonl"

Pair = tuple[dict[str, Any], Understanding]
Holds = Callable[[dict[str, Any], Understanding], bool]


def main() -> int:
    """Ask about every message and print the shares.

    Returns:
        0: the floors are kept by tests/nlu.
    """
    messages = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    interpreter = Interpreter(ensure_model())
    pairs = [(message, interpreter.read(message["text"])) for message in messages]
    needs = [pair for pair in pairs if pair[0]["needs"][0] in NEEDS]
    dangers = [pair for pair in pairs if pair[0]["needs"][0] in SAFETY]
    harmless = [pair for pair in pairs if not {*pair[0]["needs"]} & {*SAFETY}]
    outside = [pair for pair in pairs if pair[0]["needs"][0] == "out_of_scope"]
    _say("right need first", needs, _first)
    _say("right need first or offered", needs, lambda one, found: _first(one, found) or _offered(one, found))
    _say("sure and wrong", needs, lambda one, found: not found.offered and not _first(one, found))
    _say("asked back", needs, lambda one, found: bool(found.offered))
    for kind in ("short", "medium", "post", "trap"):
        _say(f"right need first, {kind}", [pair for pair in needs if pair[0]["kind"] == kind], _first)
    _say(
        "out of scope taken for a need",
        outside,
        lambda one, found: not found.offered and found.intent in NEEDS,
    )
    _say("side right", pairs, lambda one, found: found.role == one["role"])
    _say("side turned round", pairs, lambda one, found: {found.role, one["role"]} == {"hurt", "caused"})
    _say("breach right", pairs, lambda one, found: found.breach == one["breach"])
    _say("danger seen", dangers, lambda one, found: found.safety != NO_SIGNAL)
    _say("false alarm", harmless, lambda one, found: found.safety != NO_SIGNAL)
    return 0


def _first(message: dict[str, Any], found: Understanding) -> bool:
    return found.intent in message["needs"]


def _offered(message: dict[str, Any], found: Understanding) -> bool:
    return bool({*found.offered} & {*message["needs"]})


def _say(what: str, pairs: list[Pair], holds: Holds) -> None:
    right = sum(holds(message, found) for message, found in pairs)
    print(f"{what:<32}{right / len(pairs):>7.1%}   {right} of {len(pairs)}")


if __name__ == "__main__":
    sys.exit(main())
