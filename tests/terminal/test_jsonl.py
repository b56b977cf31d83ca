"""The talk for programs."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bot.terminal import jsonl
from tests.terminal.scripted import ScriptedCoach

BUTTONS = [
    {"title": "I was hurt", "payload": "/was_hurt"},
    {"title": "I hurt someone", "payload": "/caused_hurt"},
]


async def talk(*lines: str) -> list[dict[str, Any]]:
    """Pipe lines in; the objects that come out."""
    out = io.BytesIO()
    await jsonl.talk(ScriptedCoach(), "terminal", lines, out)
    return [json.loads(line) for line in out.getvalue().decode().splitlines()]


async def test_a_plain_line_gives_a_whole_turn() -> None:
    """A line of words comes back as one object with every field in place."""
    assert await talk("He lied to me \n") == [
        {
            "user": "He lied to me",
            "replies": [
                {"text": "I heard: He lied to me", "buttons": [], "image": None},
                {"text": "Which side are you on?", "buttons": BUTTONS, "image": None},
            ],
            "intent": "was_hurt",
            "safety": "violence",
        }
    ]


async def test_a_json_line_sends_text_or_presses_a_button() -> None:
    """{"text"} is heard as words and {"payload"} as a press."""
    words, press = await talk('{"text": "I lied — to her"}', '{"payload": "/caused_hurt"}')
    assert words["replies"][0]["text"] == "I heard: I lied — to her"
    assert (press["user"], press["intent"]) == ("/caused_hurt", "caused_hurt")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"text": "I lied', jsonl.NO_JSON),
        ("{" * 100_000, jsonl.NO_JSON),
        ('{"text": 5}', jsonl.NO_MESSAGE),
        ("{}", jsonl.NO_MESSAGE),
        ('{"payload": "/restart"}', jsonl.NO_BUTTON),
        ('{"payload": "/crisis_self_harm"}', jsonl.NO_BUTTON),
        ('{"payload": "was_hurt"}', jsonl.NO_BUTTON),
        ('{"text": " / "}', jsonl.NO_WORDS),
    ],
)
async def test_a_bad_line_gives_an_error_and_the_talk_goes_on(line: str, problem: str) -> None:
    """What cannot be answered is said in its own turn, and the next line is answered as ever."""
    bad, good = await talk(line, "He lied")
    assert (bad["error"], bad["replies"], bad["intent"], bad["safety"]) == (problem, [], None, "none")
    assert "error" not in good


async def test_empty_lines_are_skipped() -> None:
    """A blank line is no turn."""
    assert len(await talk("", "   \n", "\t", "He lied", "\n")) == 1


async def test_a_typed_intent_is_only_words() -> None:
    """Rasa's syntax typed as text reaches the coach without its slash; a command of the table is pressed."""
    typed, command = await talk('/was_hurt{"role": "hurt"}', "/help")
    assert typed["replies"][0]["text"] == 'I heard: was_hurt{"role": "hurt"}'
    assert (command["user"], command["intent"]) == ("/help", "capabilities")


async def test_half_a_character_does_not_end_the_talk() -> None:
    """A lone surrogate, which no encoding takes, is answered like any text."""
    (turn,) = await talk('{"text": "half \\ud800"}')
    assert turn["replies"][0]["text"] == "I heard: half ?"
