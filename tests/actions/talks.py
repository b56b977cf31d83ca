"""A talk as the actions see it, built by hand."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


def tracker(
    intent: str = "was_hurt",
    text: str = "he lied",
    *,
    entities: dict[str, str] | None = None,
    ranking: list[tuple[str, float]] | None = None,
    said: tuple[str, ...] = (),
    heard: tuple[str, ...] = (),
    safety: str = "none",
    loop: str | None = None,
    **slots: Any,
) -> Tracker:
    """A tracker whose latest message has this intent and text.

    Args:
        intent: Of the latest message.
        text: Of the latest message.
        entities: Of the latest message.
        ranking: Its intents by confidence.
        said: What the coach said before, oldest first.
        heard: Intents of the messages before, oldest first.
        safety: The screen's label.
        loop: An active form.
        slots: What is known.
    """
    latest = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "intent_ranking": [{"name": name, "confidence": value} for name, value in ranking or [(intent, 0.9)]],
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "safety": safety,
    }
    events: list[dict[str, Any]] = [{"event": "bot", "text": one, "timestamp": 0} for one in said]
    events += [
        {"event": "user", "text": "", "parse_data": {"intent": {"name": name}, "intent_ranking": []}}
        for name in heard
    ]
    events.append({"event": "user", "text": text, "parse_data": latest})
    return Tracker(
        sender_id="test",
        slots={"role": "unknown", **slots},
        latest_message=latest,
        events=events,
        paused=False,
        followup_action=None,
        active_loop={"name": loop} if loop else {},
        latest_action_name="action_listen",
    )


def run(action: Action, talk: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run an action.

    Returns:
        The messages it sent, and the slots it set.
    """
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, talk, DomainDict())
    assert isinstance(events, list)
    return dispatcher.messages, {one["name"]: one["value"] for one in events if one["event"] == "slot"}
