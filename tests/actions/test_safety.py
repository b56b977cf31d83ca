import pytest

from actions.safety import ActionSafety, ActionSafetyCheck, ActionSafetyLines, ActionSafetyStands
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
    talk.slots["safety"] = "violence"
    (message,), _ = run(ActionSafetyStands(), talk)
    assert message["response"] == "utter_not_with_danger"
    assert message["lines"]
