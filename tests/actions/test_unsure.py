from actions.unsure import ActionOfferNeeds, ActionTryAgain
from tests.actions.talks import run, tracker

RANKING = [("nlu_fallback", 0.4), ("ashamed", 0.3), ("forgiveness", 0.2), ("greet", 0.2), ("violence", 0.1)]


def test_likely_needs_are_offered_in_plain_words() -> None:
    """Unsure, the coach asks back with buttons that carry no intent's name."""
    (message,), _ = run(ActionOfferNeeds(), tracker("nlu_fallback", "hm", ranking=RANKING))
    assert message["response"] == "utter_which_one"
    assert [one["payload"] for one in message["buttons"]] == ["/ashamed", "/forgiveness"]
    assert not any("_" in one["title"] for one in message["buttons"])


def test_a_second_miss_is_owned() -> None:
    """Twice misunderstood, the coach says so and shows its doors."""
    talk = tracker("nlu_fallback", "hm", ranking=RANKING, heard=("was_hurt", "nlu_fallback"))
    (message,), _ = run(ActionOfferNeeds(), talk)
    assert message["response"] == "utter_missed_twice"
    assert len(message["buttons"]) == 3


def test_misses_far_apart_are_not_counted_together() -> None:
    """What was understood in between wipes the slate."""
    talk = tracker("nlu_fallback", "hm", ranking=RANKING, heard=("nlu_fallback", "was_hurt"))
    (message,), _ = run(ActionOfferNeeds(), talk)
    assert message["response"] == "utter_which_one"


def test_what_did_not_help_leaves_a_way_on() -> None:
    """A complaint is owned and answered with something to press where there was a need."""
    (message,), slots = run(ActionTryAgain(), tracker("not_helpful", "no use", need="forgiveness"))
    assert message["response"] == "utter_not_helpful"
    assert message["buttons"]
    assert "card" not in slots
