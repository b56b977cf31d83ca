"""Buttons under a message: what they say, and the payload that a press sends."""

from __future__ import annotations

import json

from coaching.wording import shared_wording


def button(key: str, intent: str, **entities: str) -> dict[str, str]:
    """A button whose press means `intent`, titled by the wordings' key."""
    return titled(shared_wording().titles[key], intent, **entities)


def titled(title: str, intent: str, **entities: str) -> dict[str, str]:
    """A button with a title from the content, such as a card's."""
    values = json.dumps(entities, separators=(",", ":")) if entities else ""
    return {"title": title, "payload": f"/{intent}{values}"}
