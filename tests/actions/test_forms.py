import pytest
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.forms import MOST_CHARACTERS, is_answer
from actions.plan import ActionForgetPlan, ActionShowPlan, ValidatePlanForm
from actions.progress import ActionAskWin, ActionKeepWin, ValidateWinForm
from tests.actions.talks import run, tracker

DOMAIN: DomainDict = {
    "forms": {
        "plan_form": {"required_slots": ["plan_expectation", "plan_step", "plan_checkin"]},
        "win_form": {"required_slots": ["win"]},
    }
}


@pytest.mark.parametrize(
    ("intent", "text", "answer"),
    [
        ("transparency", "I tell her where I am", True),
        ("nlu_fallback", "call before leaving work", True),
        ("greet", "hello", False),
        ("stop", "stop", False),
        ("patience_time", "how long will this take?", False),
        ("forgiveness", "what is forgiveness", False),
        ("crisis_self_harm", "I want to die", False),
        ("make_plan", "/make_plan", False),
        ("nlu_fallback", "  ", False),
    ],
)
def test_an_answer_is_told_from_an_interruption(intent: str, text: str, answer: bool) -> None:
    """A form takes what answers it and nothing else."""
    assert is_answer(tracker(intent, text)) is answer


async def test_an_answer_fills_the_slot_that_was_asked_for() -> None:
    """What is said to a question lands at that question."""
    talk = tracker("nlu_fallback", " Sunday at seven ", loop="plan_form", requested_slot="plan_checkin")
    events = await ValidatePlanForm().run(CollectingDispatcher(), talk, DOMAIN)
    assert [(one["name"], one["value"]) for one in events] == [("plan_checkin", "Sunday at seven")]


async def test_an_interruption_fills_nothing() -> None:
    """A question in between is left to be answered."""
    talk = tracker("privacy", "who reads this?", loop="plan_form", requested_slot="plan_checkin")
    assert await ValidatePlanForm().run(CollectingDispatcher(), talk, DOMAIN) == []


async def test_an_endless_answer_is_cut() -> None:
    """No answer makes the plan grow without end."""
    talk = tracker("nlu_fallback", "x" * 5000, loop="plan_form", requested_slot="plan_step")
    (event,) = await ValidatePlanForm().run(CollectingDispatcher(), talk, DOMAIN)
    assert len(event["value"]) == MOST_CHARACTERS


async def test_a_win_that_is_told_is_not_asked_for() -> None:
    """Nobody repeats what they have just said."""
    talk = tracker("log_progress", "we ate together in peace")
    (event,) = await ValidateWinForm().run(CollectingDispatcher(), talk, DOMAIN)
    assert event["value"] == "we ate together in peace"


@pytest.mark.parametrize("text", ["show me my progress", "/log_progress", "how am I doing"])
async def test_asking_to_see_wins_is_no_win(text: str) -> None:
    """A question about progress is not kept as progress."""
    assert await ValidateWinForm().run(CollectingDispatcher(), tracker("log_progress", text), DOMAIN) == []


def test_wins_are_kept_in_order_and_shown() -> None:
    """The latest wins come back in the person's own words."""
    (message,), slots = run(ActionKeepWin(), tracker(wins=["one"], win="two"))
    assert slots == {"wins": ["one", "two"], "win": None}
    assert message["wins"] == "• one\n• two"


def test_earlier_wins_are_shown_before_one_more_is_asked_for() -> None:
    """Looking back comes first."""
    messages, _ = run(ActionAskWin(), tracker(wins=["one"]))
    assert [message["response"] for message in messages] == ["utter_wins_so_far", "utter_ask_for_win"]


def test_a_plan_is_said_back_when_it_is_whole() -> None:
    """Half a plan is no plan."""
    (message,), _ = run(ActionShowPlan(), tracker(plan_expectation="a", plan_step="b", plan_checkin="c"))
    assert message["response"] == "utter_plan"
    (message,), _ = run(ActionShowPlan(), tracker(plan_expectation="a"))
    assert message["response"] == "utter_no_plan"


def test_a_new_plan_starts_empty() -> None:
    """Old answers do not slip into a new plan."""
    _, slots = run(ActionForgetPlan(), tracker(plan_step="old"))
    assert set(slots.values()) == {None}
