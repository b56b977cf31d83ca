import pytest

from actions.safety import (
    ActionSafety,
    ActionSafetyCheck,
    ActionSafetyLines,
    ActionSafetyMisread,
    ActionSafetyStands,
)
from coaching.needs import SAFETY
from tests.actions.talks import run, tracker


@pytest.mark.parametrize("label", SAFETY)
def test_every_danger_gets_its_own_answer_with_a_line(label: str) -> None:
    """Safety 2 and 9: each label has its wording, and lines even where the country is unknown."""
    messages, slots = run(ActionSafety(), tracker("was_hurt", "x", safety=label))
    assert messages[0]["response"] == f"utter_{label}"
    assert "http" in messages[0]["lines"]
    assert messages[1]["response"] == "utter_ask_country"
    assert slots["safety"] == label


def test_a_known_country_gives_its_numbers_and_is_not_asked_again() -> None:
    """Safety 9: the country is asked once and remembered."""
    messages, _ = run(ActionSafety(), tracker(safety="crisis_self_harm", country="GB"))
    assert len(messages) == 1
    assert "116 123" in messages[0]["lines"]
    assert "999" in messages[0]["emergency"]


def test_a_danger_ends_the_exercise_that_was_going_on() -> None:
    """Safety 1: no form goes on asking its questions after a raised hand."""
    from rasa_sdk.executor import CollectingDispatcher
    from rasa_sdk.types import DomainDict

    talk = tracker(safety="violence", loop="plan_form", requested_slot="plan_step")
    events = ActionSafety().run(CollectingDispatcher(), talk, DomainDict())
    assert {"event": "active_loop", "timestamp": None, "name": None} in events


def test_naming_the_country_brings_its_lines() -> None:
    """A person in danger is never asked twice for what they said."""
    talk = tracker("out_of_scope", "Ireland", entities={"country": "IE"})
    talk.slots["safety"] = "crisis_self_harm"
    (message,), slots = run(ActionSafetyLines(), talk)
    assert message["country_name"] == "Ireland"
    assert slots["country"] == "IE"


def test_one_no_does_not_end_it() -> None:
    """Safety 3: the coach checks once more, and then no more."""
    talk = tracker("deny", "no I'm fine")
    talk.slots["safety"] = "crisis_self_harm"
    (message,), slots = run(ActionSafetyCheck(), talk)
    assert message["response"] == "utter_safety_check"
    assert slots["safety_checked"] is True


def test_a_danger_that_stands_is_answered_with_a_line() -> None:
    """Safety 4: in place of advice on repair there is somebody to talk to."""
    talk = tracker("reconnect", "how do we get close again")
    for danger, response in (
        ("violence", "utter_not_with_danger"),
        ("threat_to_others", "utter_not_after_threat"),
        ("child_at_risk", "utter_not_after_child"),
    ):
        talk.slots["danger"] = danger
        (message,), _ = run(ActionSafetyStands(), talk)
        assert message["response"] == response
        assert message["lines"]


def test_a_later_crisis_does_not_undo_violence() -> None:
    """Safety 4: for the rest of the talk means for the rest of the talk."""
    _, slots = run(ActionSafety(), tracker(safety="crisis_self_harm", danger="violence"))
    assert slots["danger"] == "violence"


def test_a_misreading_can_be_taken_back() -> None:
    """Nobody is locked out by a mistake of the screen."""
    messages, _ = run(ActionSafety(), tracker(safety="violence"))
    assert [one["payload"] for one in messages[0]["buttons"]] == ["/not_helpful"]
    _, slots = run(ActionSafetyMisread(), tracker("not_helpful"))
    assert slots == {"safety": None, "danger": None}


def test_a_country_that_no_list_names_gets_the_finders() -> None:
    """Safety 9: unknown goes to an international finder."""
    talk = tracker("out_of_scope", "Atlantis")
    talk.slots["safety"] = "crisis_self_harm"
    (message,), _ = run(ActionSafetyLines(), talk)
    assert message["response"] == "utter_lines_anywhere"
    assert "http" in message["lines"]
