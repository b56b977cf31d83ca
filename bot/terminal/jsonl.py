"""A talk for programs: a line in, a JSON object out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, BinaryIO

from bot.terminal.typed import answer
from bot.turns import NO_SIGNAL, Coach, Reply, Turn

NO_JSON = "This line begins like JSON and is none."
NO_MESSAGE = 'A JSON line holds {"text": "..."} or {"payload": "..."}.'
NO_BUTTON = "No button carries this payload."
NO_WORDS = "There is nothing in this to answer."


async def talk(coach: Coach, sender_id: str, lines: Iterable[str], out: BinaryIO) -> None:
    """Answer each line that is not empty, in order; a bad line gives an error and the talk goes on."""
    for line in lines:
        if line.strip():
            out.write(
                json.dumps(await _turn(coach, sender_id, line.strip()), ensure_ascii=False).encode(
                    "utf-8", "replace"
                )
            )
            out.write(b"\n")
            out.flush()


async def _turn(coach: Coach, sender_id: str, line: str) -> dict[str, Any]:
    text: Any = line
    payload: Any = None
    if line.startswith("{"):
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return _error(line, NO_JSON)
        text, payload = message.get("text"), message.get("payload")
    if isinstance(payload, str):
        try:
            return as_json(await coach.handle(sender_id, payload=payload))
        except ValueError:
            return _error(payload, NO_BUTTON)
    if not isinstance(text, str):
        return _error(line, NO_MESSAGE)
    turn = await answer(coach, sender_id, text)
    return as_json(replace(turn, user=text)) if turn else _error(text, NO_WORDS)


def as_json(turn: Turn) -> dict[str, Any]:
    """A turn as plain JSON values."""
    return {
        "user": turn.user,
        "replies": [_reply(reply) for reply in turn.replies],
        "intent": turn.intent,
        "safety": turn.safety,
    }


def _reply(reply: Reply) -> dict[str, Any]:
    buttons = [{"title": button.title, "payload": button.payload} for button in reply.buttons]
    return {"text": reply.text, "buttons": buttons, "image": reply.image}


def _error(user: str, problem: str) -> dict[str, Any]:
    return {"user": user, "replies": [], "intent": None, "safety": NO_SIGNAL, "error": problem}
