"""The fixed sentences that the channel says by itself, read from the domain's responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.errors import SettingsError

KEYS = (
    "utter_trouble",
    "utter_stale_button",
    "utter_no_voice",
    "utter_no_photo",
    "utter_no_sticker",
    "utter_no_file",
    "utter_edited",
    "utter_forwarded",
    "utter_empty",
    "utter_group",
)
"""What `domain.yml` must hold for this channel."""


class Wordings:
    """Gives the words for a key; a talk hears its variants in turn."""

    def __init__(self, responses: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Take responses as a domain holds them.

        Raises:
            SettingsError: One that the channel needs is missing.
        """
        self._texts: dict[str, list[str]] = {}
        for key in KEYS:
            variants = responses.get(key) or ()
            texts = [str(one["text"]).strip() for one in variants if str(one.get("text") or "").strip()]
            if not texts:
                raise SettingsError(f"domain.yml has no text for the response {key}.")
            self._texts[key] = texts

    @classmethod
    def from_domain_file(cls, path: Path) -> Wordings:
        """Read the responses of a domain file.

        Raises:
            SettingsError: The file or one of the responses is missing.
        """
        if not path.is_file():
            raise SettingsError(f"There is no {path.name} to read the channel's wordings from.")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        responses = content.get("responses") if isinstance(content, dict) else None
        return cls(responses or {})

    def say(self, key: str, turn: int) -> str:
        """Give the words for a key; the same `turn` always gives the same words."""
        texts = self._texts[key]
        return texts[turn % len(texts)]
