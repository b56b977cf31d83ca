"""A dialogue in place of Rasa's: it stores a turn as the processor does, and says what it heard."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from bot.stores.tracker_store import MendTrackerStore


class Echo:
    """Answers "heard: ..."; some words make it do otherwise."""

    def __init__(self, store: MendTrackerStore) -> None:
        """Keep talks in the given store."""
        self.store = store
        self.heard: list[UserMessage] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.faults: list[Exception] = []

    async def __call__(self, message: UserMessage) -> None:
        """Do one turn."""
        tracker = await self.store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        await self.gate.wait()
        text = message.text or ""
        reply: dict[str, Any] = {"text": f"heard: {text}"}
        if "buttons" in text:
            reply["buttons"] = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
        if "odd" in text:
            reply["buttons"] = [{"title": "Odd", "payload": "/no_such_intent"}]
        if "long" in text:
            reply["text"] = "word " * 3000
        if "silent" in text:
            reply = {"text": ""}
        tracker.update(UserUttered(text, (message.parse_data or {}).get("intent")))
        await message.output_channel.send_response(message.sender_id, reply)
        if self.faults:
            raise self.faults.pop(0)
        if "slow" in text:
            await asyncio.sleep(60)
        tracker.update(BotUttered(reply["text"]))
        tracker.update(ActionExecuted("action_listen"))
        await self.store.save(tracker)
        self.heard.append(message)

    @property
    def texts(self) -> list[str | None]:
        """What was heard, in its order."""
        return [message.text for message in self.heard]
