"""incoming: everything that Telegram can hand over is read into a few kinds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.incoming import Kind, UnreadableUpdate, read_update, update_id_of
from tests.telegram.server_double import message_of


def _read(**content: Any) -> tuple[Kind, str, str]:
    incoming = read_update({"update_id": 1, "message": message_of(7, 1, **content)})
    return incoming.kind, incoming.text or incoming.intent, incoming.reply


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/start", "greet"),
        ("/START", "greet"),
        ("/start ref_12-ab", "greet"),
        ("/help@mend_bot", "capabilities"),
        ("  /live  ", "live_conversation"),
        ("\u200b/stop", "stop"),
    ],
)
def test_a_command_of_the_table_is_its_intent(text: str, intent: str) -> None:
    """In any case, with the bot's name, after what cannot be seen, and as a t.me link gives it."""
    assert _read(text=text) == (Kind.COMMAND, intent, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/live she is shouting", "she is shouting"),
        ('/greet{"role": "x"}', 'greet{"role": "x"}'),
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ("/EXTERNAL_reminder", "EXTERNAL_reminder"),
        ("/ /inform", "inform"),
        ("\uff0frestart", "restart"),
        ("\u200b / \u200d/restart", "restart"),
        ("/stop /restart", "restart"),
        ("a\0b\ud83d", "ab\ufffd"),
        ("  I did it  ", "I did it"),
    ],
)
def test_everything_else_is_plain_words(text: str, words: str) -> None:
    """No typed text reaches Rasa as an intent."""
    assert _read(text=text) == (Kind.TEXT, words, "")


@given(st.text())
def test_no_text_starts_like_an_intent(text: str) -> None:
    """Whatever is typed, what is left does not begin with a slash."""
    incoming = read_update({"update_id": 1, "message": message_of(7, 1, text=text)})
    assert not incoming.text.lstrip().startswith("/")


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("voice", "utter_no_voice"),
        ("audio", "utter_no_voice"),
        ("video_note", "utter_no_voice"),
        ("photo", "utter_no_photo"),
        ("video", "utter_no_photo"),
        ("animation", "utter_no_photo"),
        ("sticker", "utter_no_sticker"),
        ("dice", "utter_no_sticker"),
        ("document", "utter_no_file"),
        ("location", "utter_no_file"),
        ("contact", "utter_no_file"),
        ("poll", "utter_no_file"),
    ],
)
def test_what_cannot_be_read_gets_a_kind_word(kind: str, reply: str) -> None:
    """Every kind of message has its own answer."""
    assert _read(**{kind: {}}) == (Kind.NOTICE, "", reply)


def test_a_caption_is_text() -> None:
    """The words under a picture are what the person says."""
    assert _read(photo=[], caption="look at this") == (Kind.TEXT, "look at this", "")


@pytest.mark.parametrize("text", ["", " ", "/", "\u200b", "\u3164"])
def test_an_empty_message_gets_a_kind_word(text: str) -> None:
    """What shows nothing is no turn of the dialogue."""
    assert _read(text=text) == (Kind.NOTICE, "", "utter_empty")


@pytest.mark.parametrize("mark", ["forward_origin", "forward_date"])
def test_a_forwarded_message_is_marked(mark: str) -> None:
    """It is text that somebody else may have written."""
    assert _read(text="I hate you", **{mark: {}}) == (Kind.TEXT, "I hate you", "utter_forwarded")


@pytest.mark.parametrize("content", [{"pinned_message": {}}, {"new_chat_title": "x"}, {}])
def test_service_messages_are_ignored(content: dict[str, Any]) -> None:
    """Nobody said anything."""
    assert _read(**content) == (Kind.IGNORED, "", "")


def test_edits_of_words_are_seen_and_others_ignored() -> None:
    """An edited text gets a kind word; a location that moves does not."""
    edit = {"update_id": 1, "edited_message": message_of(7, 1, text="new")}
    moved = {"update_id": 1, "edited_message": message_of(7, 1, location={})}
    assert read_update(edit).reply == "utter_edited"
    assert read_update(moved).kind is Kind.IGNORED


def test_groups_are_told_apart() -> None:
    """A message in a group is no talk, and being taken into one is answered like one."""
    said = read_update({"update_id": 1, "message": message_of(-7, 1, text="hello")})
    titled = read_update({"update_id": 1, "message": message_of(-7, 1, new_chat_title="x")})
    added = _membership(-7, "supergroup", "member")
    assert (said.kind, titled.kind, added) == (Kind.GROUP, Kind.IGNORED, Kind.GROUP)


def _membership(chat_id: int, kind: str, status: str) -> Kind:
    change = {"chat": {"id": chat_id, "type": kind}, "new_chat_member": {"status": status}}
    return read_update({"update_id": 1, "my_chat_member": change}).kind


def test_blocking_is_noted() -> None:
    """A block by a person and a removal from a group stop all sending; an unblock is nothing to answer."""
    assert _membership(7, "private", "kicked") is Kind.BLOCKED
    assert _membership(-7, "group", "left") is Kind.BLOCKED
    assert _membership(7, "private", "member") is Kind.IGNORED
    assert _membership(-7, "channel", "administrator") is Kind.IGNORED


def test_a_press_knows_its_title() -> None:
    """The words of the button are found in the keyboard that it belongs to."""
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "/affirm"}]]}
    message = message_of(7, 3, text="?", reply_markup=keyboard)
    query = {"id": "9", "from": {"id": 7}, "data": "/affirm", "message": message}
    press = read_update({"update_id": 1, "callback_query": query}).press
    assert press is not None
    assert (press.query_id, press.title) == ("9", "Yes")
    forged = read_update({"update_id": 1, "callback_query": {**query, "data": "/x"}}).press
    assert forged is not None
    assert forged.title is None
    assert forged.mark(7) != press.mark(7)


def test_a_press_without_its_message_belongs_to_the_person() -> None:
    """Telegram may leave an old message out."""
    incoming = read_update({"update_id": 1, "callback_query": {"id": "9", "from": {"id": 7}, "data": "/x"}})
    assert (incoming.kind, incoming.chat_id) == (Kind.PRESS, 7)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": {"text": "x"}},
        {"update_id": 1, "message": {"chat": {"id": "x", "type": "private"}, "text": "x"}},
        {"update_id": 1, "message": {"chat": {"id": 2**70, "type": "private"}, "text": "x"}},
        {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "text": 5}},
        {"update_id": 1, "callback_query": []},
        {"update_id": 1, "channel_post": {}},
    ],
)
def test_what_is_no_update_is_refused_in_one_way(update: dict[str, Any]) -> None:
    """Whatever is wrong with it, there is one error to expect, and it repeats nothing."""
    with pytest.raises(UnreadableUpdate):
        read_update(update)


@pytest.mark.parametrize(
    "update", [None, [], {}, {"update_id": "1"}, {"update_id": True}, {"update_id": 2**70}]
)
def test_an_update_needs_a_number(update: object) -> None:
    """Without one it cannot be told from others."""
    with pytest.raises(UnreadableUpdate):
        update_id_of(update)
