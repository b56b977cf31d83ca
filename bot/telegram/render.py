"""Turns the coach's replies into calls that Telegram accepts. Pure, and it never raises.

The coach's texts are plain; only here are they escaped. They are split below Telegram's limit where a reader
would pause, and buttons stand under the last part.
"""

from __future__ import annotations

import html
import logging
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from bot.payloads import MAX_PAYLOAD_BYTES
from bot.stores.journal import Draft

logger = logging.getLogger(__name__)

MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024
_PART_UNITS = 4000
_NO_WORDS = "…"
"""Stands above buttons that come without any text, which Telegram does not take."""
_BREAKS = ("\n\n", "\n", ". ", "? ", "! ", "; ", ", ", " ")
_EMPTY_LOOKING = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def reply(chat_id: int, message: Mapping[str, Any]) -> list[Draft]:
    """Give the calls for one reply of Rasa's; an empty reply gives none."""
    try:
        return _reply(chat_id, message)
    except Exception as fault:  # noqa: BLE001 - whatever an action hands over, the turn must not be lost
        logger.error("A reply could not be rendered: %s.", type(fault).__name__)
        return []


def chosen(chat_id: int, message: Mapping[str, Any], title: str | None) -> Draft | None:
    """Give the call that takes a used keyboard away and shows what was chosen.

    Args:
        chat_id: The chat.
        message: The message under which the keyboard stands, as Telegram gives it.
        title: The words of the button that was pressed, where they are known.
    """
    message_id = message.get("message_id")
    # A message that is too old for Telegram to show comes with the date 0.
    if not isinstance(message_id, int) or not message.get("date"):
        return None
    place = {"chat_id": chat_id, "message_id": message_id}
    for field, method, limit in (
        ("text", "editMessageText", MAX_TEXT_UNITS),
        ("caption", "editMessageCaption", MAX_CAPTION_UNITS),
    ):
        words = message.get(field)
        if title and isinstance(words, str):
            text = f"{clean(words)}\n\n\u203a {clean(title)}"
            if units(text) <= limit:
                return Draft(method, {**place, **_html(field, text)})
    return Draft("editMessageReplyMarkup", place)


def clean(text: str) -> str:
    """Take out what neither Telegram nor a database can hold: control characters and half characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) != "Cc")


def is_empty(text: str) -> bool:
    """Tell whether nothing of a text can be seen."""
    return all(
        c.isspace() or c in _EMPTY_LOOKING or unicodedata.category(c) in ("Cf", "Cc", "Mn") for c in text
    )


def units(text: str) -> int:
    """Count a text as Telegram does, in UTF-16 units."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)


def split(text: str, limit: int = _PART_UNITS) -> list[str]:
    """Cut a text into parts of at most `limit` units: at paragraphs, else sentences, else words."""
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut(rest, _characters_within(rest, limit))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if not is_empty(part)]


def _reply(chat_id: int, message: Mapping[str, Any]) -> list[Draft]:
    text = clean(str(message.get("text") or ""))
    markup = _keyboard(message.get("buttons") or message.get("quick_replies") or ())
    image = message.get("image")
    drafts = []
    if isinstance(image, str) and image:
        photo = image if image.startswith(("https://", "http://")) else {"path": image}
        parameters: dict[str, Any] = {"chat_id": chat_id, "photo": photo}
        if units(text) <= MAX_CAPTION_UNITS:
            caption = {} if is_empty(text) else _html("caption", text.strip())
            return [Draft("sendPhoto", {**parameters, **caption, **markup})]
        drafts.append(Draft("sendPhoto", parameters))
    parts = split(text)
    if not parts and markup:
        parts = [_NO_WORDS]
    for part in parts:
        parameters = {
            "chat_id": chat_id,
            **_html("text", part),
            "link_preview_options": {"is_disabled": True},
        }
        drafts.append(Draft("sendMessage", parameters | (markup if part is parts[-1] else {})))
    return drafts


def _html(field: str, text: str) -> dict[str, str]:
    return {field: html.escape(text, quote=False), "parse_mode": "HTML"}


def _keyboard(buttons: Sequence[Any]) -> dict[str, Any]:
    rows = []
    for button in buttons:
        title, payload = clean(str(button.get("title") or "")), str(button.get("payload") or "")
        if is_empty(title) or not 0 < len(payload.encode("utf-8", "replace")) <= MAX_PAYLOAD_BYTES:
            logger.error("A button was left out: Telegram would not take its title or payload.")
            continue
        rows.append([{"text": title, "callback_data": payload}])
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _characters_within(text: str, limit: int) -> int:
    used = 0
    for position, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return position
    return len(text)


def _cut(text: str, longest: int) -> int:
    for mark in _BREAKS:
        position = text.rfind(mark, 0, longest)
        # Far to the front a break would leave a scrap behind, and a finer one later does better.
        if position >= longest // 4:
            return position + len(mark)
    return longest
