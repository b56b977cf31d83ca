"""Wordings of the channel for tests, each of which names its key."""

from __future__ import annotations

from bot.telegram.wordings import KEYS, Wordings

RESPONSES = {key: [{"text": f"<{key}>"}] for key in KEYS}


def wordings() -> Wordings:
    """Give wordings that say their key."""
    return Wordings(RESPONSES)
