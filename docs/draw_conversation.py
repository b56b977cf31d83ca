"""Draws docs/conversation.svg: a talk with the coach as the terminal shows it.

Run by hand, from the project's folder, after the guidance, the wordings or the model have changed:

    .venv/bin/python -m docs.draw_conversation
    .venv/bin/python -m docs.draw_conversation "He lied to me." "> Tell me more" "> Why this?"

Each message is said to the coach by `python -m bot chat --jsonl`; one that begins with ">" presses the button
of that title. Without messages the talk below is drawn.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.settings import PROJECT
from bot.terminal.interactive import show
from bot.turns import Button, Reply, Turn

PICTURE = PROJECT / "docs" / "conversation.svg"
COLUMNS = 76
PRESS = ">"
MESSAGES = (
    "hello",
    "My husband lied to me about money and I feel betrayed",
    "> Tell me more",
    "> Why this?",
    "he says I should just get over it",
    "how long does it take to trust him again?",
)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")


def talk(messages: Sequence[str]) -> Iterator[Turn]:
    """Have each message answered by the coach.

    Raises:
        SystemExit: The coach could not answer, or offered no such button.
    """
    command = [sys.executable, "-m", "bot", "chat", "--jsonl"]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as coach:
        assert coach.stdin is not None
        assert coach.stdout is not None
        turn = Turn("", ())
        for message in messages:
            print(json.dumps(_line(message, turn.buttons)), file=coach.stdin, flush=True)
            answer = coach.stdout.readline()
            if not answer:
                raise SystemExit("The coach ended before it had answered.")
            turn = read_turn(json.loads(answer), message.removeprefix(PRESS).strip())
            yield turn


def _line(message: str, buttons: Sequence[Button]) -> dict[str, str]:
    if not message.startswith(PRESS):
        return {"text": message}
    title = message.removeprefix(PRESS).strip()
    for button in buttons:
        if button.title == title:
            return {"payload": button.payload}
    raise SystemExit(f"There is no button {title!r} among {[button.title for button in buttons]}.")


def read_turn(answer: dict[str, Any], said: str) -> Turn:
    """Read one JSON line of the chat.

    Raises:
        SystemExit: It tells of an error.
    """
    if "error" in answer:
        raise SystemExit(answer["error"])
    replies = (
        Reply(one["text"], tuple(Button(**button) for button in one["buttons"]), one["image"])
        for one in answer["replies"]
    )
    return Turn(said, tuple(replies), answer["intent"], answer["safety"])


def draw(turns: Sequence[Turn]) -> str:
    """Give the talk as SVG; the same talk gives the same picture, and no font is fetched from anywhere."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for turn in turns:
        console.print(Text.assemble(("you ", "bold green"), turn.user))
        show(turn, console, PICTURE.parent)
    return _FONT_FACE.sub("", console.export_svg(title="./mend chat", unique_id="conversation"))


def main(messages: Sequence[str]) -> int:
    """Hold the talk and write the picture."""
    PICTURE.write_text(draw(list(talk(messages or MESSAGES))), encoding="utf-8")
    print(f"Drawn: {PICTURE.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
