"""A talk through a pipe, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from bot.terminal.typed import LEAVE, answer
from bot.turns import Button, Coach, Turn


async def talk(coach: Coach, sender_id: str, lines: Iterable[str], out: BinaryIO) -> None:
    """Answer each line that is not empty; a number or a title on a line presses the button."""
    buttons: Sequence[Button] = ()
    for line in lines:
        if line.strip().lower() in LEAVE:
            return
        turn = await answer(coach, sender_id, line, buttons)
        if turn is not None:
            buttons = turn.buttons
            out.write((as_text(turn) + "\n\n").encode("utf-8", "replace"))
            out.flush()


def as_text(turn: Turn) -> str:
    """The replies of a turn as lines, with its choices numbered throughout."""
    lines: list[str] = []
    number = 0
    for reply in turn.replies:
        if reply.text:
            lines.append(reply.text)
        if reply.image:
            lines.append(f"Picture: {reply.image}")
        for button in reply.buttons:
            number += 1
            lines.append(f"[{number}] {button.title}")
    return "\n".join(lines)
