"""The closed table of slash commands, and the door that every typed message goes through.

Rasa reads a text that starts with "/" as an intent with entities, so that a user could set slots or restart
a conversation by typing. Only what stands in the table below may do so; everything else becomes plain words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

COMMANDS: dict[str, str] = {
    "start": "greet",
    "help": "capabilities",
    "practice": "practice",
    "live": "live_conversation",
    "calm": "self_care",
    "path": "learn_path",
    "plan": "show_plan",
    "checkin": "schedule_checkin",
    "progress": "log_progress",
    "privacy": "privacy",
    "stop": "stop",
}
"""What a person may type after a slash, and the intent that it stands for."""

_COMMAND = re.compile(r"/(?P<name>[A-Za-z_]+)(?:@\w+)?(?:\s+(?P<words>.+))?", re.DOTALL)
_SLASHES = "/\u2044\u2215\u29f8\uff0f"
"""The slash and its look-alikes: fraction, division, big and full-width."""
_INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Zs", "Zl", "Zp"})


@dataclass(frozen=True)
class Command:
    """A command of the table, as the intent that it stands for."""

    intent: str


def read_message(text: str) -> Command | str:
    """Read what a person typed.

    Returns:
        A `Command` for a bare command of the table, in any case and also as "/help@bot". Words after a
        command are what the person means, so they come back alone. Any other text comes back without the
        leading slashes, spaces and invisible characters that could make Rasa take it for an intent; it may
        be empty.
    """
    # A terminal can hand over half a character, which neither JSON nor a database would take.
    text = text.encode("utf-8", "replace").decode("utf-8")
    visible = text[_prefix_length(text, slashes="") :].strip()
    if visible.startswith(tuple(_SLASHES)):
        visible = "/" + visible[1:]
    match = _COMMAND.fullmatch(visible)
    if match is not None and match["name"].lower() in COMMANDS:
        words = _plain(match["words"] or "")
        return words or Command(COMMANDS[match["name"].lower()])
    return _plain(text)


def _plain(text: str) -> str:
    return text[_prefix_length(text, slashes=_SLASHES) :].strip()


def _prefix_length(text: str, slashes: str) -> int:
    for position, character in enumerate(text):
        if character not in slashes and unicodedata.category(character) not in _INVISIBLE:
            return position
    return len(text)
