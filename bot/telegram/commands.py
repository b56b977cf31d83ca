"""The menu of commands that Telegram shows beside the text field."""

from __future__ import annotations

from bot.commands import COMMANDS

DESCRIPTIONS: dict[str, str] = {
    "start": "Begin, or begin again",
    "help": "What I can help with",
    "practice": "Practise an apology",
    "live": "We are in it right now",
    "calm": "Settle down first",
    "path": "Forgiveness, trust, security",
    "plan": "Agreements and plans",
    "checkin": "Set a time to check in",
    "progress": "Note how far you have come",
    "privacy": "What is kept, and where",
    "stop": "Stop what we are doing",
    "export": "Get all that is kept about you",
    "delete": "Erase all that is kept about you",
    "quickexit": "Leave quickly",
}


def menu() -> list[dict[str, str]]:
    """Give the commands as setMyCommands takes them."""
    return [{"command": name, "description": DESCRIPTIONS.get(name, name)} for name in COMMANDS]
