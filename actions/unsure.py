"""When the coach is unsure what a message means, or has missed it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.buttons import button
from actions.talk import intent, ranking
from coaching.lexicon import ROLE_OF_NEED
from coaching.unsure import needs_to_offer

# Three doors into the coach for somebody who was missed twice.
_DOORS = ("was_hurt", "want_to_apologize", "live_conversation")


class ActionOfferNeeds(Action):
    """Offer the two or three likely needs; after a second miss say so and show what the coach can do."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_offer_needs"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Count the misses in a row, and offer."""
        misses = _misses_in_a_row(tracker)
        if misses > 1:
            dispatcher.utter_message(
                response="utter_missed_twice", buttons=[button(need, need) for need in _DOORS]
            )
        else:
            offered = needs_to_offer(ranking(tracker))
            dispatcher.utter_message(
                response="utter_which_one", buttons=[button(need, need) for need in offered]
            )
        return []


class ActionTryAgain(Action):
    """Something did not help: another card on the same need, or a fresh question."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_try_again"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Own the miss and offer ways on."""
        offered = [one for one in needs_to_offer(_last_need_ranking(tracker)) if _may_fit(tracker, one)]
        buttons = [button(need, need) for need in offered[:2]]
        if tracker.get_slot("need"):
            buttons.append(button("go_on", "go_on"))
        dispatcher.utter_message(response="utter_not_helpful", buttons=buttons)
        # Past its last step: more of it would be more of what did not help.
        return [SlotSet("card_step", 20.0)]


def _may_fit(tracker: Tracker, need: str) -> bool:
    """Not what has just missed, and nothing that only the other side has."""
    role = tracker.get_slot("role")
    other = role in ("hurt", "caused") and ROLE_OF_NEED.get(need, role) != role
    return need != tracker.get_slot("need") and not other


def _misses_in_a_row(tracker: Tracker) -> int:
    misses = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            if event["parse_data"]["intent"].get("name") not in ("nlu_fallback", "not_helpful"):
                break
            misses += 1
    return misses


def _last_need_ranking(tracker: Tracker) -> list[tuple[str, float]]:
    """The ranking of the message before this one: what else it could have meant."""
    users = [event for event in tracker.events if event.get("event") == "user"]
    before = users[-2] if len(users) > 1 and intent(tracker) == "not_helpful" else None
    rows = before["parse_data"].get("intent_ranking", []) if before else []
    return [(str(row["name"]), float(row["confidence"])) for row in rows]
