"""What the actions read from the talk so far."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from coaching.lexicon import ROLE_OF_NEED
from coaching.needs import NEEDS
from coaching.situation import Situation


def intent(tracker: Tracker) -> str:
    """The intent of the latest message; empty when there is none."""
    return str(tracker.latest_message.get("intent", {}).get("name") or "")


def entity(tracker: Tracker, name: str) -> str | None:
    """The last value of an entity in the latest message."""
    values = [one["value"] for one in tracker.latest_message.get("entities", []) if one["entity"] == name]
    return str(values[-1]) if values else None


def need_now(tracker: Tracker) -> str | None:
    """The need of the latest message; where it names none, the need that the talk is about."""
    latest = intent(tracker)
    return latest if latest in NEEDS else tracker.get_slot("need")


def told_now(tracker: Tracker) -> Situation:
    """What the latest message told; its role is completed by what is known already."""
    return Situation(
        role=entity(tracker, "role") or side_of(tracker, intent(tracker)),
        breach=entity(tracker, "breach"),
        partner=entity(tracker, "partner"),
        feeling=entity(tracker, "feeling"),
    )


def known(tracker: Tracker) -> Situation:
    """Everything that the talk has told so far."""
    return Situation(
        role=tracker.get_slot("role"),
        breach=tracker.get_slot("breach"),
        partner=tracker.get_slot("partner"),
        feeling=tracker.get_slot("feeling"),
    )


def side_of(tracker: Tracker, need: str) -> str:
    """The person's side: what they said, else what their message leans to, else what the need tells."""
    said = tracker.get_slot("role")
    if said in ("hurt", "caused", "both"):
        return str(said)
    return entity(tracker, "leaning") or ROLE_OF_NEED.get(need, "unknown")


def said_before(tracker: Tracker) -> list[str]:
    """The coach's own messages in the window of the talk, oldest first."""
    return [event["text"] for event in tracker.events if event.get("event") == "bot" and event.get("text")]


def ranking(tracker: Tracker) -> list[tuple[str, float]]:
    """Intents of the latest message with their confidence, likeliest first."""
    rows: list[dict[str, Any]] = tracker.latest_message.get("intent_ranking", [])
    return [(str(row["name"]), float(row["confidence"])) for row in rows]
