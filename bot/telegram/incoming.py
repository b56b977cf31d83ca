"""Reads what Telegram hands over into the few kinds of things that a person can do. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.commands import Command, read_message
from bot.telegram.render import clean, is_empty

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

# The referrer that a t.me link adds to /start says nothing to the coach.
_LINKED_START = re.compile(r"\s*/start(@\w+)?\s+[A-Za-z0-9_-]{1,64}\s*", re.IGNORECASE)
_NOT_READ = {
    "voice": "utter_no_voice",
    "audio": "utter_no_voice",
    "video_note": "utter_no_voice",
    "photo": "utter_no_photo",
    "video": "utter_no_photo",
    "animation": "utter_no_photo",
    "story": "utter_no_photo",
    "sticker": "utter_no_sticker",
    "dice": "utter_no_sticker",
    "document": "utter_no_file",
    "location": "utter_no_file",
    "venue": "utter_no_file",
    "contact": "utter_no_file",
    "poll": "utter_no_file",
    "checklist": "utter_no_file",
    "game": "utter_no_file",
    "paid_media": "utter_no_file",
}


class Kind(Enum):
    """What a person did."""

    TEXT = "text"
    COMMAND = "command"
    PRESS = "press"
    NOTICE = "notice"
    """Something that gets a fixed reply and no turn of the dialogue."""
    GROUP = "group"
    BLOCKED = "blocked"
    IGNORED = "ignored"


class UnreadableUpdate(ValueError):
    """Not an update as Telegram writes them. The message holds nothing of it."""


@dataclass(frozen=True)
class Press:
    """A pressed button."""

    query_id: str
    data: str
    message: Mapping[str, Any]

    @property
    def title(self) -> str | None:
        """The words on the button, where its keyboard is known."""
        markup = self.message.get("reply_markup")
        rows = markup.get("inline_keyboard") if isinstance(markup, Mapping) else None
        for row in rows or ():
            for button in row:
                if button.get("callback_data") == self.data:
                    return str(button.get("text") or "") or None
        return None

    def mark(self, chat_id: int) -> str:
        """Tell this button from all others, without keeping what it carries."""
        name = f"{chat_id} {self.message.get('message_id')} {self.data}"
        return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True)
class Incoming:
    """An update, read."""

    kind: Kind
    chat_id: int
    text: str = ""
    intent: str = ""
    reply: str = ""
    """Key of the wording that answers it, or goes before the answer."""
    press: Press | None = None


def update_id_of(update: object) -> int:
    """Give the id of a raw update.

    Raises:
        UnreadableUpdate: It has none.
    """
    update_id = update.get("update_id") if isinstance(update, Mapping) else None
    if not isinstance(update_id, int) or isinstance(update_id, bool) or not 0 <= update_id < 2**63:
        raise UnreadableUpdate("An update without a number.")
    return update_id


def read_update(update: Mapping[str, Any]) -> Incoming:
    """Read a raw update.

    Raises:
        UnreadableUpdate: It is not as Telegram writes updates, or nobody could be answered.
    """
    try:
        if "callback_query" in update:
            return _read_press(update["callback_query"])
        if "my_chat_member" in update:
            return _read_membership(update["my_chat_member"])
        if "edited_message" in update:
            return _read_edit(update["edited_message"])
        if "message" in update:
            return _read_message(update["message"])
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        raise UnreadableUpdate("An update that cannot be read.") from None
    raise UnreadableUpdate("An update of a kind that was not asked for.")


def _read_message(message: Mapping[str, Any]) -> Incoming:
    chat_id = _chat_id(message["chat"])
    if message["chat"]["type"] != "private":
        is_service = _words(message) is None and not any(kind in message for kind in _NOT_READ)
        return Incoming(Kind.IGNORED if is_service else Kind.GROUP, chat_id)
    text = _words(message)
    if text is not None:
        return _read_words(chat_id, clean(text), forwarded=_is_forwarded(message))
    for kind, reply in _NOT_READ.items():
        if kind in message:
            return Incoming(Kind.NOTICE, chat_id, reply=reply)
    return Incoming(Kind.IGNORED, chat_id)


def _read_words(chat_id: int, text: str, forwarded: bool) -> Incoming:
    if _LINKED_START.fullmatch(text):
        text = "/start"
    read = read_message(text)
    if isinstance(read, Command):
        return Incoming(Kind.COMMAND, chat_id, intent=read.intent)
    if is_empty(read):
        return Incoming(Kind.NOTICE, chat_id, reply="utter_empty")
    return Incoming(Kind.TEXT, chat_id, text=read, reply="utter_forwarded" if forwarded else "")


def _read_edit(message: Mapping[str, Any]) -> Incoming:
    chat_id = _chat_id(message["chat"])
    # A location that moves, or a poll that closes, arrives as an edit as well.
    if message["chat"]["type"] != "private" or _words(message) is None:
        return Incoming(Kind.IGNORED, chat_id)
    return Incoming(Kind.NOTICE, chat_id, reply="utter_edited")


def _read_press(query: Mapping[str, Any]) -> Incoming:
    message = query.get("message") or {}
    chat = message.get("chat") or {"id": query["from"]["id"], "type": "private"}
    press = Press(str(query["id"]), str(query.get("data") or ""), message)
    kind = Kind.PRESS if chat["type"] == "private" else Kind.IGNORED
    return Incoming(kind, _chat_id(chat), press=press)


def _read_membership(change: Mapping[str, Any]) -> Incoming:
    chat = change["chat"]
    gone = change["new_chat_member"]["status"] in ("kicked", "left")
    if chat["type"] == "private" or gone:
        return Incoming(Kind.BLOCKED if gone else Kind.IGNORED, _chat_id(chat))
    # A channel would show the reply to all its readers.
    return Incoming(Kind.IGNORED if chat["type"] == "channel" else Kind.GROUP, _chat_id(chat))


def _chat_id(chat: Mapping[str, Any]) -> int:
    chat_id = chat["id"]
    if not isinstance(chat_id, int) or isinstance(chat_id, bool) or not -(2**63) <= chat_id < 2**63:
        raise UnreadableUpdate("A chat without a number.")
    return chat_id


def _words(message: Mapping[str, Any]) -> str | None:
    words = message.get("text", message.get("caption"))
    if words is not None and not isinstance(words, str):
        raise UnreadableUpdate("Words that are not text.")
    return words


def _is_forwarded(message: Mapping[str, Any]) -> bool:
    return "forward_origin" in message or "forward_date" in message
