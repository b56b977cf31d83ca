"""The small parts of the channel: wordings, menu, pace, the double's own strictness."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.errors import SettingsError
from bot.settings import Settings
from bot.telegram.commands import DESCRIPTIONS, menu
from bot.telegram.pace import Pace, growing_pause
from bot.telegram.service import token_of
from bot.telegram.wordings import KEYS, Wordings
from tests.telegram.responses import RESPONSES
from tests.telegram.telegram_html import BadMarkup, visible_text


def test_every_command_has_words_in_the_menu() -> None:
    """Telegram's menu shows each command of the table, described."""
    assert [entry["command"] for entry in menu()] == list(COMMANDS)
    assert set(COMMANDS) <= set(DESCRIPTIONS)


def test_wordings_take_turns() -> None:
    """A key's variants follow each other, and the same turn always says the same."""
    wordings = Wordings({**RESPONSES, "utter_empty": [{"text": "a"}, {"text": "b"}]})
    assert [wordings.say("utter_empty", turn) for turn in (4, 5, 6, 4)] == ["a", "b", "a", "a"]


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_wording_is_named(key: str) -> None:
    """A domain without one of the sentences stops the start, with the name of what is missing."""
    with pytest.raises(SettingsError, match=key):
        Wordings({name: texts for name, texts in RESPONSES.items() if name != key})


def test_wordings_come_from_a_domain_file(tmp_path: Path) -> None:
    """The file is Rasa's own; without it the start stops."""
    lines = "".join(f"  {key}:\n  - text: words of {key}\n" for key in KEYS)
    (tmp_path / "domain.yml").write_text(f'version: "3.1"\nresponses:\n{lines}')
    assert Wordings.from_domain_file(tmp_path / "domain.yml").say(KEYS[0], 1) == f"words of {KEYS[0]}"
    with pytest.raises(SettingsError):
        Wordings.from_domain_file(tmp_path / "nowhere.yml")


def test_pauses_grow_and_stay_bounded() -> None:
    """After many failures a pause is long, but never endless."""
    pauses = [growing_pause(failures) for failures in (1, 2, 3, 10, 10_000)]
    assert pauses == [0.5, 1.0, 2.0, 30.0, 30.0]


async def test_a_short_burst_is_let_through_and_then_slowed() -> None:
    """A turn of a few messages leaves at once; a flood to one chat is spread."""
    pace = Pace(overall=1000, chat=20, chat_burst=3)
    started = time.monotonic()
    for _ in range(3):
        await pace.wait_for_place(1)
    assert time.monotonic() - started < 0.04
    await pace.wait_for_place(1)
    await pace.wait_for_place(1)
    assert time.monotonic() - started > 0.09


async def test_a_held_chat_does_not_hold_the_others() -> None:
    """One chat's 429 is its own; when a second one gets it, all wait."""
    pace = Pace()
    pace.hold(1, 0.3)
    await asyncio.wait_for(pace.wait_for_place(2), 0.1)
    pace.hold(3, 0.2)
    started = time.monotonic()
    await pace.wait_for_place(4)
    assert time.monotonic() - started > 0.15


@pytest.mark.parametrize("token", [None, "a/b", "a b", "ключ", "x?y"])
def test_what_cannot_be_a_token_is_refused_at_start(token: str | None) -> None:
    """It would end up in an address, and the sentence does not repeat it."""
    settings = Settings.from_env({})
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        token_of(Settings(**{**settings.__dict__, "telegram_token": token}))


@pytest.mark.parametrize(
    "markup", ["a & b", "a < b", "<b>open", "</b>", "<div>x</div>", "<b><i>x</b></i>", "&nbsp;"]
)
def test_the_double_refuses_what_telegram_refuses(markup: str) -> None:
    """Only then does a test that passes mean anything."""
    with pytest.raises(BadMarkup):
        visible_text(markup)


def test_the_double_reads_what_telegram_reads() -> None:
    """Known tags and entities are understood."""
    assert visible_text("<b>a</b> &lt;&amp;&gt; <i>b</i>") == "a <&> b"
