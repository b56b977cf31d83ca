"""A coach with a few fixed answers, for talks that need no model."""

from __future__ import annotations

from bot.payloads import parse_payload
from bot.turns import Button, Reply, Turn

SIDES = (Button("I was hurt", "/was_hurt"), Button("I hurt someone", "/caused_hurt"))


class ScriptedCoach:
    """Asks for the side first; repeats what it hears; shows a picture when a button is pressed."""

    def __init__(self, image: str | None = None) -> None:
        self.image = image
        self.heard: list[tuple[str, str]] = []

    async def handle(self, sender_id: str, *, text: str | None = None, payload: str | None = None) -> Turn:
        """Answer as the class says, and remember who said what."""
        if payload is not None:
            intent, _ = parse_payload(payload)
            self.heard.append((sender_id, payload))
            return Turn(payload, (Reply(f"You chose {intent}.", image=self.image),), intent)
        self.heard.append((sender_id, text or ""))
        replies = (Reply(f"I heard: {text}"), Reply("Which side are you on?", SIDES))
        return Turn(text or "", replies, "was_hurt", "violence")
