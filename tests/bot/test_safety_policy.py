from typing import Any

import pytest
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.safety_policy import SafetyPolicy
from bot.settings import PROJECT
from coaching.needs import SAFETY

DOMAIN = Domain.load(str(PROJECT / "domain.yml"))


@pytest.fixture
def policy(tmp_path: Any) -> SafetyPolicy:
    """The policy as Rasa builds it."""
    return SafetyPolicy.create(
        SafetyPolicy.get_default_config(),
        LocalModelStorage(tmp_path),
        Resource("safety"),
        ExecutionContext(GraphSchema({})),
    )


def predicted(policy: SafetyPolicy, *events: Any) -> str | None:
    """The action that the policy calls for; None where it leaves the field to the others."""
    tracker = DialogueStateTracker.from_events("test", list(events), slots=DOMAIN.slots, domain=DOMAIN)
    prediction: PolicyPrediction = policy.predict_action_probabilities(tracker, DOMAIN)
    if not any(prediction.probabilities):
        return None
    assert prediction.is_no_user_prediction, "it would not win over a form"
    return str(
        DOMAIN.action_names_or_texts[
            int(max(range(len(prediction.probabilities)), key=lambda index: prediction.probabilities[index]))
        ]
    )


def said(intent: str = "was_hurt", safety: str = "none", **entities: str) -> UserUttered:
    """A message as the NLU understood it."""
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    parsed = {"intent": {"name": intent}, "entities": found, "safety": safety}
    return UserUttered("words", {"name": intent}, found, parsed)


LISTEN = ActionExecuted("action_listen")


@pytest.mark.parametrize("label", SAFETY)
def test_a_raised_hand_wins_over_a_form(policy: SafetyPolicy, label: str) -> None:
    """Safety 1: the screen comes before forms and their answers."""
    form = [ActionExecuted("plan_form"), ActiveLoop("plan_form"), SlotSet("requested_slot", "plan_step")]
    assert predicted(policy, *form, LISTEN, said("affirm", label)) == "action_safety"


def test_without_a_signal_the_others_decide(policy: SafetyPolicy) -> None:
    """An ordinary message is left alone."""
    assert predicted(policy, LISTEN, said()) is None


def test_after_its_answer_the_coach_listens(policy: SafetyPolicy) -> None:
    """One answer a turn."""
    assert (
        predicted(policy, LISTEN, said(safety="violence"), ActionExecuted("action_safety")) == "action_listen"
    )


def test_a_crisis_is_checked_once_more_and_then_left(policy: SafetyPolicy) -> None:
    """Safety 3: one "no" does not end it, a second check would nag."""
    raised = SlotSet("safety", "crisis_self_harm")
    assert predicted(policy, raised, LISTEN, said("deny")) == "action_safety_check"
    assert predicted(policy, raised, SlotSet("safety_checked", True), LISTEN, said("deny")) is None


def test_the_country_is_taken_up(policy: SafetyPolicy) -> None:
    """Safety 9: an answer to "which country" is an answer."""
    raised = SlotSet("safety", "violence")
    assert predicted(policy, raised, LISTEN, said("out_of_scope", country="DE")) == "action_safety_lines"


@pytest.mark.parametrize("intent", ["reconnect", "forgiveness", "tell_role", "make_plan", "go_on", "affirm"])
def test_after_violence_nothing_leads_to_advice_on_repair(policy: SafetyPolicy, intent: str) -> None:
    """Safety 4: no reconciliation, by whatever door."""
    raised = [SlotSet("danger", "violence"), SlotSet("card", "forgiveness-is-awareness")]
    assert predicted(policy, *raised, LISTEN, said(intent)) == "action_safety_stands"


def test_yes_to_the_question_is_a_danger(policy: SafetyPolicy) -> None:
    """Safety 3: "are you thinking about it?" - "yes" leads to help and nowhere else."""
    asked = [SlotSet("safety", "crisis_self_harm"), ActionExecuted("action_safety"), LISTEN]
    assert predicted(policy, *asked, said("affirm")) == "action_safety"


def test_a_misread_danger_can_be_taken_back(policy: SafetyPolicy) -> None:
    """A mistake of the screen is undone in the next breath, a crisis is not."""
    for label, action in (("violence", "action_safety_misread"), ("crisis_self_harm", "action_safety_check")):
        asked = [SlotSet("safety", label), ActionExecuted("action_safety"), LISTEN]
        assert predicted(policy, *asked, said("not_helpful")) == action


def test_a_country_that_no_list_names_is_still_an_answer(policy: SafetyPolicy) -> None:
    """Safety 9: nobody who names their country is told that it is out of scope."""
    asked = [SlotSet("safety", "violence"), ActionExecuted("action_safety"), LISTEN]
    assert predicted(policy, *asked, said("out_of_scope")) == "action_safety_lines"


@pytest.mark.parametrize("intent", ["self_care", "professional_help", "privacy", "stop", "goodbye"])
def test_after_violence_care_and_talk_go_on(policy: SafetyPolicy, intent: str) -> None:
    """Safety 4 takes away repair, not the coach."""
    assert predicted(policy, SlotSet("danger", "violence"), LISTEN, said(intent)) is None
