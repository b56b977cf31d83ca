"""`./mend understand`: what the coach makes of a message, for people who edit what it knows."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from bot.launcher.progress import working
from bot.launcher.training import ensure_model

if TYPE_CHECKING:
    from bot.launcher.understanding import Interpreter, Understanding

_SHOWN = 5
_BAR = 20
NO_TEXT = 'Each line is a JSON object with a "text".'


def run(arguments: Namespace) -> int:
    """Explain the texts given, or those on the standard input."""
    model = ensure_model()
    with working("Waking the coach", always=False):
        from bot.launcher.quiet import quieten_logs

        quieten_logs()
        from bot.launcher.understanding import Interpreter

        interpreter = Interpreter(model)
    if arguments.jsonl:
        _answer_jsonl(interpreter, sys.stdin.buffer)
        return 0
    for text in [" ".join(arguments.text)] if arguments.text else _asked():
        print(explain(text, interpreter.read(text)), flush=True)
    return 0


def explain(text: str, found: Understanding) -> str:
    """What was understood of a text, laid out to be read."""
    lines = [f"“{text}”"]
    if found.offered:
        lines.append(f"  unsure     it would offer: {', '.join(found.offered)}")
    lines.append(f"  need       {found.intent} ({found.confidence:.2f})")
    lines.append(f"  role       {found.role}")
    lines.append(f"  breach     {found.breach or 'not said'}")
    lines += [f"  {name:<10} {value}" for name, value in found.entities if name not in ("role", "breach")]
    lines.append(f"  safety     {found.safety}")
    for name, confidence in found.ranking[:_SHOWN]:
        lines.append(f"    {confidence:.2f} {'█' * round(confidence * _BAR):<{_BAR}} {name}")
    return "\n".join(lines) + "\n"


def as_json(found: Understanding) -> dict[str, Any]:
    """What was understood, as one JSON object."""
    return {
        "intent": found.intent,
        "confidence": round(found.confidence, 4),
        "offered": list(found.offered),
        "role": found.role,
        "breach": found.breach,
        "safety": found.safety,
    }


def _answer_jsonl(interpreter: Interpreter, lines: Iterable[bytes]) -> None:
    for line in lines:
        if line.strip():
            found = _read(interpreter, line)
            sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode() + b"\n")
            sys.stdout.buffer.flush()


def _read(interpreter: Interpreter, line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return {"error": NO_TEXT}
    text = message.get("text") if isinstance(message, dict) else None
    return as_json(interpreter.read(text)) if isinstance(text, str) else {"error": NO_TEXT}


def _asked() -> Iterator[str]:
    """Texts typed or piped in, one a line."""
    asking = sys.stdin.isatty()
    while True:
        if asking:
            print("Text (an empty line ends): ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.buffer.readline().decode("utf-8", "replace")
        if not line or (asking and not line.strip()):
            return
        if line.strip():
            yield line.strip()
