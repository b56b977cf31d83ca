"""Keeps what the dialogue sees bounded, however long a talk grows.

    stored events:   o o o o o o o o o o o o | o o o o o o o o
                     memory and state as      a tail of whole
                     a short prefix           turns

The cost of a turn grows with the events that Rasa replays, and most of all with its executed actions. So
the tail keeps the last turns whole, and everything before it becomes a prefix of events that rebuilds the
same state: what both sides said lately, the slots, the active form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

MAX_TAIL_TURNS = 10
"""The tail is cut when it has more turns than this."""
KEPT_TAIL_TURNS = 6
"""The turns that a cut leaves whole: more than any rule or story looks back."""
REMEMBERED_TURNS = 20
"""The turns before the tail whose words stay in view."""


def turn_starts(events: Sequence[Event]) -> list[int]:
    """Find where turns begin: a person speaks while the coach is listening."""
    starts, listening = [], True
    for position, event in enumerate(events):
        if isinstance(event, ActionExecuted):
            listening = event.action_name == ACTION_LISTEN_NAME
        elif isinstance(event, UserUttered) and listening:
            starts.append(position)
            listening = False
    return starts


def state_as_events(events: Sequence[Event], slots: Iterable[Slot]) -> list[Event]:
    """Give the short list of events that stands for `events`, which end where a turn ends."""
    tracker = DialogueStateTracker.from_events("window", list(events), slots)
    moment = events[-1].timestamp if events else None
    prefix = _words(events)
    for slot in tracker.slots.values():
        if slot.value != slot.initial_value:
            prefix.append(SlotSet(slot.name, slot.value, timestamp=moment))
    loop = tracker.active_loop
    if loop is not None and loop.name:
        # As a running form looks: its action, then the form, then perhaps its refusal of the last answer.
        prefix.append(ActionExecuted(loop.name, timestamp=moment))
        prefix.append(ActiveLoop(loop.name, timestamp=moment))
        if loop.rejected:
            prefix.append(ActionExecutionRejected(loop.name, timestamp=moment))
    if tracker.is_paused():
        prefix.append(ConversationPaused(timestamp=moment))
    prefix.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=moment))
    return prefix


def _words(events: Sequence[Event]) -> list[Event]:
    said = [event for event in events if isinstance(event, (UserUttered, BotUttered))]
    own = [position for position, event in enumerate(said) if isinstance(event, UserUttered)]
    first = own[-REMEMBERED_TURNS] if len(own) >= REMEMBERED_TURNS else 0
    return said[first:]
