"""Guidance: the card that answers a need, its next steps, and where it comes from."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.buttons import button, titled
from actions.talk import entity, known, need_now, said_before, side_of, told_now
from coaching.cards import Card
from coaching.library import shared_library
from coaching.wording import fill, shared_wording

# Cards shown longer ago than this count as new again; it bounds the slot.
_SHOWN_KEPT = 60

# Kind of step to its response in the domain and the names of its lines there.
_RESPONSES = {
    "say": ("utter_say", ("words",)),
    "instead": ("utter_instead", ("instead_of", "rather")),
    "try": ("utter_try", ("words",)),
}


class ActionGuide(Action):
    """Say back what was understood and answer the need with a card."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_guide"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answer, or ask whose side to speak to where the guidance differs by side."""
        need = need_now(tracker)
        if need is None:
            dispatcher.utter_message(response="utter_what_now")
            return []
        side = side_of(tracker, need)
        reflection = shared_wording().reflect(need, told_now(tracker), said_before(tracker))
        opening = f"{reflection}\n\n" if reflection else ""
        if side == "unknown" and shared_library().needs_a_side(need):
            sides = [button(side, "tell_role", role=side) for side in ("hurt", "caused", "both")]
            dispatcher.utter_message(response="utter_ask_side", opening=opening, buttons=sides)
            return [SlotSet("need", need), SlotSet("card", None)]
        tracker.slots["role"] = side
        return [SlotSet("need", need), SlotSet("role", side), *_answer(dispatcher, tracker, need, opening)]


class ActionGoOn(Action):
    """The next step of the card, or the card that a button named, or another one on the same need."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_go_on"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Go on where the guidance stands."""
        library, need = shared_library(), tracker.get_slot("need")
        current = library.named(tracker.get_slot("card"))
        named = library.named(entity(tracker, "card"))
        if named is not None and named != current:
            return _show_new(dispatcher, tracker, [named], need or named.needs[0])
        step = int(tracker.get_slot("card_step") or 0) + 1
        if current is not None and step < len(current.steps):
            return _show(dispatcher, tracker, current, step)
        if need is None:
            dispatcher.utter_message(response="utter_what_now")
            return []
        return _answer(dispatcher, tracker, need)


class ActionWhyThis(Action):
    """Where the guidance comes from, when it does not fit, and where the documents disagree."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_why_this"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Name document and section of the card that the button named or that was shown last."""
        library = shared_library()
        card = library.named(entity(tracker, "card")) or library.named(tracker.get_slot("card"))
        if card is None:
            dispatcher.utter_message(response="utter_why_nothing")
            return []
        blanks = shared_wording().blanks(card.needs[0], known(tracker))
        dispatcher.utter_message(
            response="utter_why_this",
            title=card.title,
            sources="\n".join(f"• {citation}" for citation in library.citations(card)),
            not_when=fill(card.not_when, blanks),
            differs=f"\n\n{fill(card.differs, blanks)}" if card.differs else "",
        )
        return []


def _shown(tracker: Tracker) -> list[str]:
    return list(tracker.get_slot("shown_cards") or [])


def _answer(
    dispatcher: CollectingDispatcher, tracker: Tracker, need: str, opening: str = ""
) -> list[EventType]:
    """Show the best card for a need."""
    situation = known(tracker)
    cards = shared_library().ranked(need, situation.role, situation.breach, _shown(tracker))
    return _show_new(dispatcher, tracker, cards, need, opening)


def _show_new(
    dispatcher: CollectingDispatcher, tracker: Tracker, cards: list[Card], need: str, opening: str = ""
) -> list[EventType]:
    """Show the first of the cards' messages that this talk has not heard lately."""
    heard = "\n".join(said_before(tracker))
    for card in cards:
        blanks = shared_wording().blanks(need, known(tracker))
        for number, step in enumerate(card.steps):
            if fill(step.lines[0], blanks) not in heard:
                return _show(dispatcher, tracker, card, number, opening)
    dispatcher.utter_message(response="utter_said_all", opening=opening)
    return [SlotSet("card", None)]


def _show(
    dispatcher: CollectingDispatcher, tracker: Tracker, card: Card, number: int, opening: str = ""
) -> list[EventType]:
    blanks = shared_wording().blanks(need_now(tracker) or card.needs[0], known(tracker))
    step = card.steps[number]
    response, names = _RESPONSES[step.kind]
    lines = {name: fill(line, blanks) for name, line in zip(names, step.lines, strict=True)}
    dispatcher.utter_message(
        response=response, opening=opening, buttons=_buttons(card, number, known(tracker).role), **lines
    )
    events: list[EventType] = [SlotSet("card", card.name), SlotSet("card_step", float(number))]
    return [*events, SlotSet("shown_cards", [*_shown(tracker), card.name][-_SHOWN_KEPT:])]


def _buttons(card: Card, number: int, role: str | None) -> list[dict[str, str]]:
    why = button("why_this", "why_this", card=card.name)
    if number + 1 < len(card.steps):
        return [button("go_on", "go_on", card=card.name), why]
    following = [one for one in map(shared_library().named, card.next) if one is not None]
    fitting = [one for one in following if one.side in ("both", role)]
    return [*(titled(one.title, "go_on", card=one.name) for one in fitting[:2]), why]
