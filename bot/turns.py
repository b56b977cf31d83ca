"""One turn of a talk as plain values, for every way of showing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from coaching.needs import SAFETY

FALLBACK = "nlu_fallback"
NO_SIGNAL = "none"


@dataclass(frozen=True)
class Button:
    """A choice that the coach offers."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message of the coach; `image` is the path of a picture."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    image: str | None = None


@dataclass(frozen=True)
class Turn:
    """What a person said or pressed, what was understood and what came back."""

    user: str
    replies: tuple[Reply, ...]
    intent: str | None = None
    safety: str = NO_SIGNAL
    parse_data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every choice of the turn, in the order in which it is shown."""
        return tuple(button for reply in self.replies for button in reply.buttons)


class Coach(Protocol):
    """Whoever answers."""

    async def handle(self, sender_id: str, *, text: str | None = None, payload: str | None = None) -> Turn:
        """Answer words or the press of a button.

        Raises:
            ValueError: No button carries this payload.
        """


def understood(parse_data: Mapping[str, Any]) -> str | None:
    """The intent of an NLU result; where it was unsure, the likeliest of the real ones.

    A signal of danger is none of those: it has a label of its own, and below its threshold it is nothing.
    """
    names = [parse_data.get("intent", {}).get("name")]
    if names[0] == FALLBACK:
        ranked = [entry["name"] for entry in parse_data.get("intent_ranking", [])]
        names = [name for name in ranked if name != FALLBACK and name not in SAFETY]
    return str(names[0]) if names and names[0] else None


def safety_label(parse_data: Mapping[str, Any]) -> str:
    """The signal of danger in an NLU result, or "none"."""
    return str(parse_data.get("safety") or NO_SIGNAL)
