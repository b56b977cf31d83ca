"""The coach in this process: the trained model, asked turn by turn."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints

from bot.errors import ModelError
from bot.payloads import parse_payload
from bot.turns import NO_SIGNAL, Button, Reply, Turn, safety_label, understood

logger = logging.getLogger(__name__)

CHANNEL = "terminal"
TROUBLE = "Something went wrong on my side, and I lost that. Please say it again, perhaps in other words."


class Collected(OutputChannel):
    """Keeps what the coach says, each response as one reply with its choices and its picture."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self.replies: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        """The channel that responses may be worded for."""
        return CHANNEL

    async def send_response(self, _recipient_id: str, message: dict[str, Any]) -> None:
        """Take one response as Rasa hands it over."""
        buttons = tuple(Button(button["title"], button["payload"]) for button in message.get("buttons") or ())
        self.replies.append(Reply(str(message.get("text") or ""), buttons, message.get("image")))


class Assistant:
    """Answers one person's words or button presses at a time; see `bot.turns.Coach`."""

    def __init__(self, agent: Agent) -> None:
        """Take an agent that holds a model."""
        self._agent = agent

    async def handle(self, sender_id: str, *, text: str | None = None, payload: str | None = None) -> Turn:
        """Answer words, or the press of a button where `payload` is given.

        Raises:
            ValueError: No button carries this payload.
        """
        said = payload if payload is not None else text or ""
        pressed = _pressed(payload) if payload is not None else None
        channel = Collected()
        message = UserMessage(said, channel, sender_id, parse_data=pressed, input_channel=CHANNEL)
        try:
            await self._agent.handle_message(message)
            parse_data = pressed or await self._understood(sender_id)
        except Exception as fault:  # noqa: BLE001 - whatever fails, the person gets an answer
            # The type alone: a message could hold the person's words.
            logger.error("A turn failed with %s.", type(fault).__name__)
            return Turn(said, (Reply(TROUBLE),))
        return Turn(
            said, tuple(channel.replies), understood(parse_data), safety_label(parse_data), parse_data
        )

    async def _understood(self, sender_id: str) -> Mapping[str, Any]:
        tracker = await self._agent.tracker_store.retrieve(sender_id)
        if tracker is None or tracker.latest_message is None:
            return {}
        return dict(tracker.latest_message.parse_data)


def load_assistant(
    model: Path, endpoints: AvailableEndpoints, store: TrackerStore | None = None
) -> Assistant:
    """Load the model, the actions and the wording.

    Args:
        model: The trained model.
        endpoints: Where actions run and how answers are worded.
        store: Where the conversations are kept; None keeps them in memory.

    Raises:
        ModelError: The model cannot be loaded.
    """
    agent = Agent(generator=endpoints.nlg, action_endpoint=endpoints.action)
    if store is not None:
        # Not through the constructor, which wraps a store so that its failures go unseen.
        agent.tracker_store = store
    try:
        agent.load_model(model)
    except Exception as fault:
        raise ModelError(
            f"The model could not be loaded ({type(fault).__name__}). Make a new one with: ./mend train"
        ) from fault
    return Assistant(agent)


def _pressed(payload: str) -> dict[str, Any]:
    """What the NLU would give for a button, which it is never asked about."""
    name, entities = parse_payload(payload)
    intent = {"name": name, "confidence": 1.0}
    return {
        "text": payload,
        "intent": intent,
        "intent_ranking": [intent],
        "entities": [dict(entity) for entity in entities],
        "safety": NO_SIGNAL,
    }
