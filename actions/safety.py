"""What the coach does when the screen raises its hand (design: safety, statements 3 to 5 and 9)."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.buttons import button
from actions.talk import entity
from coaching.helplines import shared_helplines
from coaching.needs import DANGERS_THAT_STAY, SAFETY

# Who is hurt, who hurts and who is worried for a child need different words when advice is held back.
_STANDS = {"threat_to_others": "utter_not_after_threat", "child_at_risk": "utter_not_after_child"}


class ActionSafety(Action):
    """Answer a signal of danger: acknowledge, ask, give a line, name people to turn to."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_safety"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say it in words not said before, and end whatever exercise was going on."""
        label = _label(tracker)
        misread = [button("misread", "not_helpful")] if label in DANGERS_THAT_STAY else []
        say_lines(dispatcher, tracker, f"utter_{label}", label, buttons=misread)
        if tracker.get_slot("country") is None:
            dispatcher.utter_message(response="utter_ask_country")
        # A later crisis does not make earlier violence undone.
        danger = label if label in DANGERS_THAT_STAY else tracker.get_slot("danger")
        return [
            SlotSet("safety", label),
            SlotSet("danger", danger),
            SlotSet("safety_checked", False),
            ActiveLoop(None),
            SlotSet("requested_slot", None),
        ]


class ActionSafetyLines(Action):
    """Give the lines of the country that the person has just named."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_safety_lines"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Give emergency number and lines."""
        country = entity(tracker, "country")
        response = "utter_lines_for_country" if country else "utter_lines_anywhere"
        say_lines(dispatcher, tracker, response, country=country)
        return [SlotSet("country", country)]


class ActionSafetyCheck(Action):
    """One "no, I'm fine" does not end it: check once more, gently, in other words."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_safety_check"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask again, with the line at hand."""
        say_lines(dispatcher, tracker, "utter_safety_check")
        return [SlotSet("safety_checked", True)]


class ActionSafetyStands(Action):
    """The danger that was told still stands: no advice on repair, a line instead."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_safety_stands"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say why, and what there is instead."""
        danger = tracker.get_slot("danger")
        say_lines(dispatcher, tracker, _STANDS.get(danger, "utter_not_with_danger"), danger)
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


class ActionSafetyMisread(Action):
    """The person says that it was no danger: the coach takes its word back."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_safety_misread"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Own the mistake and open the talk again."""
        dispatcher.utter_message(response="utter_safety_misread")
        return [SlotSet("safety", None), SlotSet("danger", None)]


def _label(tracker: Tracker) -> str:
    """The label of the latest message; a screen that raised its hand without one counts as a crisis."""
    label = tracker.latest_message.get("safety")
    intent = tracker.latest_message.get("intent", {}).get("name")
    return next((one for one in (label, intent) if one in SAFETY), "crisis_self_harm")


def say_lines(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    response: str,
    label: str | None = None,
    country: str | None = None,
    buttons: list[dict[str, str]] | None = None,
) -> None:
    """Say a response with its helplines.

    Args:
        dispatcher: Takes the message.
        tracker: The talk, for what is known.
        response: A response of the domain with {lines}, and where it likes {emergency} and {country_name}.
        label: A label of the screen; without it the one that the talk stands under.
        country: A country code; without it the one that is known.
        buttons: Under the message.
    """
    helplines = shared_helplines()
    label = label or tracker.get_slot("safety")
    country = country or tracker.get_slot("country")
    dispatcher.utter_message(
        response=response,
        buttons=buttons,
        country_name=helplines.names.get(country or "", ""),
        emergency=helplines.emergency(country),
        lines="\n".join(f"• {line}" for line in helplines.lines(label, country)),
    )
