"""What a button may carry: `/intent` or `/intent{"entity": "value"}`, from a closed table."""

from __future__ import annotations

import json
import re
from typing import TypedDict

from coaching.needs import NEEDS, SAFETY, TALK, TURNS
from coaching.situation import ROLES

MAX_PAYLOAD_BYTES = 64

_PAYLOAD = re.compile(r"/([a-z_]{1,40})(\{.{0,60}\})?", re.DOTALL)
_CARD = re.compile(r"[a-z0-9-]{1,40}")
_COUNTRY = re.compile(r"[A-Z]{2}")
# A button never carries a signal of danger: those are only ever read from a person's own words.
_INTENTS = frozenset({*NEEDS, *TALK, *TURNS} - {*SAFETY})


class Entity(TypedDict):
    """An entity as Rasa's NLU result holds it."""

    entity: str
    value: str


def parse_payload(payload: str) -> tuple[str, list[Entity]]:
    """Read a payload back into intent and entities.

    Raises:
        ValueError: No button of this coach carries such a payload. The message does not repeat it.
    """
    match = (
        _PAYLOAD.fullmatch(payload) if len(payload.encode(errors="replace")) <= MAX_PAYLOAD_BYTES else None
    )
    if match is None or match[1] not in _INTENTS:
        raise ValueError("No button carries this.")
    try:
        values = json.loads(match[2] or "{}")
    except json.JSONDecodeError:
        raise ValueError("No button carries this.") from None
    if not isinstance(values, dict) or not all(_is_allowed(name, value) for name, value in values.items()):
        raise ValueError("No button carries this.")
    return match[1], [Entity(entity=name, value=value) for name, value in values.items()]


def _is_allowed(name: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    if name == "role":
        return value in ROLES
    if name == "card":
        return _CARD.fullmatch(value) is not None
    if name == "country":
        return _COUNTRY.fullmatch(value) is not None
    return False
