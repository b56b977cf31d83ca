"""Long talks to put into a store: turns with slots, forms, interruptions and new sessions."""

from __future__ import annotations

from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)

DOMAIN = """
version: "3.1"
intents: [greet, inform]
slots:
  mood: {type: text, mappings: [{type: custom}]}
  drafts: {type: list, mappings: [{type: custom}]}
  count: {type: float, initial_value: 3, mappings: [{type: custom}]}
  said: {type: text, mappings: [{type: from_text, conditions: [{active_loop: practice}]}]}
forms:
  practice: {required_slots: [said]}
actions: [action_think]
responses:
  utter_hello: [{text: hello}]
"""


def turn(number: int) -> list[Event]:
    """Give the events of one turn; together the turns pass through every state that matters."""
    events: list[Event] = [
        UserUttered(f"message {number}", {"name": "inform", "confidence": 0.9}, [], input_channel="telegram"),
        ActionExecuted("action_think"),
        SlotSet("mood", f"mood {number // 7}"),
    ]
    if number % 50 == 20:
        events += [ActionExecuted("practice"), ActiveLoop("practice"), SlotSet("requested_slot", "said")]
    elif 20 < number % 50 < 45:
        refused = number % 3 == 0
        events += [ActionExecutionRejected("practice")] if refused else [ActionExecuted("practice")]
        events += [ActionExecuted("utter_hello")] if refused else [SlotSet("said", f"draft {number}")]
    elif number % 50 == 45:
        events += [ActionExecuted("practice"), ActiveLoop(None), SlotSet("requested_slot", None)]
        events += [SlotSet("drafts", [f"draft {number}", "\u00e9\U0001f642"]), SlotSet("count", None)]
    events += [BotUttered(f"answer {number}"), BotUttered(f"more {number}", {"buttons": []})]
    return [*events, ActionExecuted("action_listen")]


def session_start() -> list[Event]:
    """Give the events with which Rasa begins a new session."""
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
