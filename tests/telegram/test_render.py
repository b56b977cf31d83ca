"""render: whatever the coach says becomes calls that Telegram takes."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import render
from tests.telegram.server_double import _content
from tests.telegram.telegram_html import visible_text

TEXTS = st.text(st.characters(), max_size=400)


def _texts(message: dict[str, Any]) -> list[str]:
    return [html.unescape(draft.parameters["text"]) for draft in render.reply(1, message)]


def test_text_is_escaped_and_nothing_else() -> None:
    """Markup in a text is shown, not obeyed."""
    (draft,) = render.reply(1, {"text": "<b>you & me</b> {name} \"quoted\" 'so'"})
    assert draft.method == "sendMessage"
    assert draft.parameters["parse_mode"] == "HTML"
    assert visible_text(draft.parameters["text"]) == "<b>you & me</b> {name} \"quoted\" 'so'"


@given(TEXTS, st.integers(1, 60))
def test_any_text_is_taken_whole(text: str, times: int) -> None:
    """Whatever the text, every part passes a strict server, and no word is lost."""
    drafts = render.reply(1, {"text": text * times})
    for draft in drafts:
        _content(dict(draft.parameters), "text")
    shown = "".join("".join(_texts({"text": text * times})).split())
    kept = render.clean(text * times)
    assert shown == ("" if render.is_empty(kept) else "".join(kept.split()))


@pytest.mark.parametrize(
    "text", ["", "  \n ", "\u200b\u200d", "\0", "\u2060\ufe0f", "\u3164", None, "\u202e\u200f"]
)
def test_a_reply_that_shows_nothing_is_dropped(text: str | None) -> None:
    """Telegram refuses what looks empty, so it is not sent."""
    assert render.reply(1, {"text": text}) == []


@pytest.mark.parametrize(
    "unit", ["word ", "A sentence. ", "para\n\n", "\U0001f642", "x", "&", "\u05d0\u200f "]
)
def test_a_very_long_text_arrives_in_parts(unit: str) -> None:
    """120 KB of anything is cut below the limit at the best place there is."""
    text = unit * (120_000 // len(unit.encode()))
    parts = _texts({"text": text})
    assert all(render.units(part) <= 4096 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_it_is_cut_at_a_paragraph_rather_than_a_sentence() -> None:
    """A reader sees whole paragraphs, where they fit."""
    assert render.split("One. Two.\n\nThree. Four.", 20) == ["One. Two.", "Three. Four."]
    assert render.split("One two. Three four.", 12) == ["One two.", "Three four."]
    assert render.split("onelongword another", 12) == ["onelongword", "another"]
    assert render.split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_buttons_stand_under_the_last_part() -> None:
    """A long reply keeps its buttons where the reader ends."""
    drafts = render.reply(1, {"text": "word " * 2000, "buttons": [{"title": "Yes", "payload": "/affirm"}]})
    assert ["reply_markup" in draft.parameters for draft in drafts] == [False, False, True]
    keyboard = drafts[-1].parameters["reply_markup"]["inline_keyboard"]
    assert keyboard == [[{"text": "Yes", "callback_data": "/affirm"}]]


def test_a_button_that_telegram_would_refuse_is_left_out() -> None:
    """Too long data or an empty title costs the button, not the message."""
    buttons = [{"title": "A", "payload": "/" + "é" * 32}, {"title": " ", "payload": "/a"}, {"title": "B"}]
    (draft,) = render.reply(1, {"text": "Choose", "buttons": buttons})
    assert "reply_markup" not in draft.parameters


def test_buttons_without_text_get_a_line_to_stand_under() -> None:
    """Telegram takes no keyboard without a message."""
    (draft,) = render.reply(1, {"text": "", "buttons": [{"title": "A", "payload": "/a"}]})
    assert draft.parameters["text"]


def test_a_picture_takes_a_short_text_as_its_caption(tmp_path: Path) -> None:
    """One message where it fits, with the buttons under it."""
    message = {
        "text": "Look <here>",
        "image": str(tmp_path / "a.png"),
        "buttons": [{"title": "A", "payload": "/a"}],
    }
    (draft,) = render.reply(1, message)
    assert draft.method == "sendPhoto"
    assert draft.parameters["photo"] == {"path": str(tmp_path / "a.png")}
    assert draft.parameters["caption"] == "Look &lt;here&gt;"
    assert "reply_markup" in draft.parameters


def test_a_picture_with_a_long_text_goes_before_it() -> None:
    """What is too long for a caption follows as messages, with the buttons at the end."""
    drafts = render.reply(
        1, {"text": "word " * 400, "image": "/a.png", "buttons": [{"title": "A", "payload": "/a"}]}
    )
    assert [draft.method for draft in drafts] == ["sendPhoto", "sendMessage"]
    assert "caption" not in drafts[0].parameters
    assert "reply_markup" in drafts[1].parameters


@pytest.mark.parametrize(
    "message",
    [
        {"text": ["a"]},
        {"text": 5},
        {"text": "a", "buttons": [None]},
        {"text": "a", "buttons": 7},
        {"image": {"x": 1}},
        {"buttons": "abc"},
        {},
    ],
)
def test_odd_replies_do_not_raise(message: dict[str, Any]) -> None:
    """Whatever an action hands over, the turn goes on."""
    assert isinstance(render.reply(1, message), list)


def test_a_used_keyboard_gives_way_to_what_was_chosen() -> None:
    """The message keeps its words, loses its buttons and shows the choice."""
    draft = render.chosen(1, {"message_id": 9, "date": 5, "text": "A < B?"}, "Yes & no")
    assert draft is not None
    assert draft.method == "editMessageText"
    assert draft.parameters["text"] == "A &lt; B?\n\n\u203a Yes &amp; no"
    assert "reply_markup" not in draft.parameters


@pytest.mark.parametrize(
    ("message", "title", "method"),
    [
        ({"message_id": 9, "date": 5, "caption": "A"}, "Yes", "editMessageCaption"),
        ({"message_id": 9, "date": 5, "text": "A"}, None, "editMessageReplyMarkup"),
        ({"message_id": 9, "date": 5, "text": "A" * 4090}, "Yes, please", "editMessageReplyMarkup"),
        ({"message_id": 9, "date": 5, "photo": []}, "Yes", "editMessageReplyMarkup"),
        ({"message_id": 9, "date": 0}, "Yes", None),
        ({}, "Yes", None),
    ],
)
def test_other_keyboards_are_at_least_removed(
    message: dict[str, Any], title: str | None, method: str | None
) -> None:
    """Where the choice cannot be shown the buttons still go; what is too old is left alone."""
    draft = render.chosen(1, message, title)
    assert (draft.method if draft else None) == method
