"""The menu of commands that Telegram shows beside the text field."""

from __future__ import annotations

from bot.commands import COMMANDS

DESCRIPTIONS: dict[str, str] = {
    "start": "Begin, or begin again",
    "help": "What I can help with",
    "practice": "Practise what to say",
    "live": "We are in it right now",
    "calm": "Settle down first",
    "path": "Forgiveness, trust, security",
    "plan": "Your plan, or a new one",
    "checkin": "How to hold check-ins",
    "progress": "Note how far you have come",
    "privacy": "What is kept, and where",
    "stop": "Stop what we are doing",
}


def menu() -> list[dict[str, str]]:
    """Give the commands as setMyCommands takes them."""
    return [{"command": name, "description": DESCRIPTIONS.get(name, name)} for name in COMMANDS]
