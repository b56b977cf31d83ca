"""The output channel: it only collects, so that a turn's replies are stored together with the turn."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.stores.journal import Turn
from bot.telegram import render

CHANNEL_NAME = "telegram"


class TurnOutput(OutputChannel):
    """Collects what Rasa says in one turn. It sends nothing and never raises."""

    def __init__(self, turn: Turn) -> None:
        """Collect into the given turn."""
        self._turn = turn

    @classmethod
    def name(cls) -> str:
        """Name the channel, as responses that are meant for it do."""
        return CHANNEL_NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Add one reply."""
        self._turn.drafts.extend(render.reply(self._turn.chat_id, message))

    async def send_text_message(self, recipient_id: str, text: str, **_kwargs: Any) -> None:
        """Add one text, for callers that do not go through `send_response`."""
        await self.send_response(recipient_id, {"text": text})
