"""The closed table of commands: the only slashes that do anything."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands import COMMANDS, Command, read_message


@pytest.mark.parametrize(("name", "intent"), COMMANDS.items())
def test_each_command_stands_for_its_intent(name: str, intent: str) -> None:
    """A command works in any case, with the bot's name behind it and with spaces around it."""
    for text in (
        f"/{name}",
        f"/{name.upper()}",
        f"/{name}@mend_bot",
        f"  /{name} \n",
        f"\u200b/{name}",
        f"\uff0f{name}",
    ):
        assert read_message(text) == Command(intent)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/practice I am sorry that I lied", "I am sorry that I lied"),
        ("/practice@mend_bot\nI am sorry", "I am sorry"),
        ("/help /restart", "restart"),
        ("/restart", "restart"),
        ("/ /restart", "restart"),
        ("//session_start", "session_start"),
        ('/greet{"card": "x"}', 'greet{"card": "x"}'),
        ("/greet@0.1", "greet@0.1"),
        ("\u200b\u2060/EXTERNAL_reminder", "EXTERNAL_reminder"),
        ("\uff0f\u2044restart", "restart"),
        ("  I hurt her 1/2 and/or 3/4  ", "I hurt her 1/2 and/or 3/4"),
        ("/", ""),
        (" \u200b ", ""),
        ("half \udcff a character", "half ? a character"),
    ],
)
def test_everything_else_is_plain_words(typed: str, words: str) -> None:
    """What is not in the table loses the slash that Rasa would obey, and nothing else."""
    assert read_message(typed) == words


@given(st.text() | st.from_regex(r"\A[\s/\u200b\uff0f]*/?[a-z_]+(@\w+)?(\{.*\})?.*\Z"))
@example("/help\u200b/restart")
@example("/start\x00/restart")
def test_nothing_typed_reaches_an_intent_outside_the_table(text: str) -> None:
    """Whatever is typed, the outcome is a command of the table or words that Rasa takes for words."""
    message = read_message(text)
    if isinstance(message, Command):
        assert message.intent in COMMANDS.values()
    else:
        assert not message.strip().startswith("/")
