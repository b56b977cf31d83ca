"""Small wins, kept and shown again (restoring-trust, "Recognizing progress"; six-steps, step 6)."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import MOST_CHARACTERS, FreeTextForm

_WINS_KEPT = 50
_WINS_SHOWN = 5


_ASKS_TO_SEE = re.compile(
    r"^/|^(?:please |can you )?(?:show|see|list|look back)\b|^how (?:am|are)\b|\bmy (?:progress|wins)\b|"
    r"^(?:i want to |i'd like to |can i |let me )?(?:log|note|record|add)\b.{0,25}$",
    re.IGNORECASE,
)


class ValidateWinForm(FreeTextForm):
    """Takes the win in the person's own words, from the message that brought it where it tells one."""

    def name(self) -> str:
        """Name of the form's validation in the domain."""
        return "validate_win_form"

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Nobody is asked again for what they have just told."""
        text = str(tracker.latest_message.get("text") or "").strip()
        if tracker.get_slot("requested_slot") is None and not _ASKS_TO_SEE.search(text):
            return [SlotSet("win", text[:MOST_CHARACTERS])]
        return await super().get_extraction_events(dispatcher, tracker, domain)


class ActionAskWin(Action):
    """Show the wins so far and ask for one more."""

    def name(self) -> str:
        """The name by which Rasa's form asks for its slot `win`."""
        return "action_ask_win"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Show before asking: looking back is half of the practice."""
        wins = tracker.get_slot("wins") or []
        if wins:
            dispatcher.utter_message(response="utter_wins_so_far", wins=_listed(wins))
        dispatcher.utter_message(response="utter_ask_for_win")
        return []


class ActionKeepWin(Action):
    """Put the win beside the earlier ones and show the latest of them."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_keep_win"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Keep it; the newest stand last."""
        wins = [*(tracker.get_slot("wins") or []), tracker.get_slot("win")][-_WINS_KEPT:]
        dispatcher.utter_message(response="utter_wins", wins=_listed(wins))
        return [SlotSet("wins", wins), SlotSet("win", None)]


def _listed(wins: list[str]) -> str:
    return "\n".join(f"• {win}" for win in wins[-_WINS_SHOWN:])
