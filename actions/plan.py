"""The plan: one expectation, one step, one time to look at it together.

Source: restoring-trust, "Establishing accountability" (expectations, action plans, check-ins).
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import FreeTextForm

PLAN_SLOTS = ("plan_expectation", "plan_step", "plan_checkin")


class ValidatePlanForm(FreeTextForm):
    """Takes the three answers of the plan."""

    def name(self) -> str:
        """Name of the form's validation in the domain."""
        return "validate_plan_form"


class ActionShowPlan(Action):
    """Say the plan back, in the person's own words."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_plan"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Show the plan, or say that there is none yet."""
        answers = {name: tracker.get_slot(name) for name in PLAN_SLOTS}
        complete = all(answers.values())
        dispatcher.utter_message(response="utter_plan" if complete else "utter_no_plan", **answers)
        return []


class ActionForgetPlan(Action):
    """Clear the answers, so that a new plan starts with its first question."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_forget_plan"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Empty the plan's slots."""
        return [SlotSet(name, None) for name in PLAN_SLOTS]
