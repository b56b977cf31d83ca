"""Forms whose answers are free text, and which can be interrupted by a question."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.talk import intent
from coaching.needs import NEEDS, SAFETY

MOST_CHARACTERS = 600

# Never an answer to a form's question, whatever the question.
_ASIDES = frozenset(
    {
        "stop",
        "capabilities",
        "bot_challenge",
        "privacy",
        "why_this",
        "not_helpful",
        "greet",
        "thanks",
        "goodbye",
        "make_plan",
        "show_plan",
        *SAFETY,
    }
)
_QUESTION_WORDS = frozenset(
    (
        "what",
        "how",
        "why",
        "when",
        "where",
        "who",
        "which",
        "can",
        "could",
        "should",
        "would",
        "is",
        "are",
        "do",
    )
)


class FreeTextForm(FormValidationAction, ABC):
    """Takes a message as the answer unless it is plainly something else.

    Rasa's `from_text` takes whatever is typed, a question and a call for help too. Here a slot is extracted
    only from an answer; anything else leaves the form without one, so that it rejects its turn, a rule
    answers the interruption and the form asks again where it was.
    """

    @abstractmethod
    def name(self) -> str:
        """Name of the validation, "validate_" and the form's name."""

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Extract the requested slot from an answer, and nothing from an interruption."""
        requested = tracker.get_slot("requested_slot")
        if requested in self.domain_slots(domain) and is_answer(tracker):
            return [SlotSet(requested, str(tracker.latest_message.get("text", "")).strip()[:MOST_CHARACTERS])]
        return []

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Keep every slot that was just extracted: the person's own words need no correction."""
        form = self.domain_slots(domain)
        return [SlotSet(name, value) for name, value in tracker.slots_to_validate().items() if name in form]


def is_answer(tracker: Tracker) -> bool:
    """Whether the latest message answers a form's question rather than asking one."""
    latest, text = intent(tracker), str(tracker.latest_message.get("text") or "").strip()
    if latest in _ASIDES or not text or text.startswith("/"):
        return False
    first = text.lower().split()[0]
    return not (text.endswith("?") or (latest in NEEDS and first in _QUESTION_WORDS))
