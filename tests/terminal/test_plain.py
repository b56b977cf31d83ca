"""The talk through a pipe, as plain text, and what a typed line means."""

from __future__ import annotations

import io

import pytest

from bot.terminal import plain
from bot.terminal.typed import chosen
from tests.terminal.scripted import SIDES, ScriptedCoach


async def talk(coach: ScriptedCoach, *lines: str) -> str:
    """Pipe lines in; the text that comes out."""
    out = io.BytesIO()
    await plain.talk(coach, "terminal", lines, out)
    return out.getvalue().decode()


async def test_replies_are_lines_and_choices_are_numbered() -> None:
    """A turn reads as its replies, then its choices with their numbers, then an empty line."""
    expected = "I heard: He lied\nWhich side are you on?\n[1] I was hurt\n[2] I hurt someone\n\n"
    assert await talk(ScriptedCoach(), "He lied\n") == expected


async def test_a_number_presses_the_choice_that_was_shown_last() -> None:
    """The number counts the choices of the last turn; once pressed it is only words again."""
    coach = ScriptedCoach(image="/tmp/look.png")
    shown = await talk(coach, "He lied", "2", "2")
    assert coach.heard == [("terminal", "He lied"), ("terminal", "/caused_hurt"), ("terminal", "2")]
    assert "You chose caused_hurt.\nPicture: /tmp/look.png\n" in shown


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("1", "I was hurt"),
        (" 2 ", "I hurt someone"),
        ("i HURT someone", "I hurt someone"),
        ("0", None),
        ("3", None),
        ("-1", None),
        ("²", None),
        ("I was", None),
        ("", None),
    ],
)
def test_a_choice_is_meant_by_its_number_or_its_title(typed: str, title: str | None) -> None:
    """Numbers count from one; a title may be typed in any case; anything else is no choice."""
    button = chosen(typed, SIDES)
    assert (button.title if button else None) == title


async def test_quit_ends_the_talk() -> None:
    """Nothing after `quit` is heard."""
    coach = ScriptedCoach()
    assert await talk(coach, " Quit \n", "He lied") == ""
    assert coach.heard == []
