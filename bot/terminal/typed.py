"""What a typed line means: a choice, a command or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.commands import Command, read_message
from bot.turns import Button, Coach, Turn

LEAVE = frozenset({"quit", "exit", "/quit", "/exit"})


def chosen(typed: str, buttons: Sequence[Button]) -> Button | None:
    """The button meant by its number, counted from one, or by its title in any case."""
    wanted = typed.strip().casefold()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(buttons):
        return buttons[int(wanted) - 1]
    return next((button for button in buttons if button.title.casefold() == wanted), None)


async def answer(coach: Coach, sender_id: str, typed: str, buttons: Sequence[Button] = ()) -> Turn | None:
    """Have a typed line answered, or None where there is nothing in it to answer.

    Args:
        coach: Who answers.
        sender_id: Whose conversation it is.
        typed: The line.
        buttons: The choices that are open, as they were shown.
    """
    button = chosen(typed, buttons)
    if button is not None:
        return replace(await coach.handle(sender_id, payload=button.payload), user=button.title)
    message = read_message(typed)
    if isinstance(message, Command):
        return replace(await coach.handle(sender_id, payload=f"/{message.intent}"), user=typed)
    if not message:
        return None
    return replace(await coach.handle(sender_id, text=message), user=typed)
