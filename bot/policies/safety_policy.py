"""Above every other policy: a raised hand of the safety screen wins over forms, rules and stories."""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.safety_screen import SAFETY_LABEL
from coaching.library import shared_library
from coaching.needs import DANGERS_THAT_STAY, NEEDS, SAFE_NEEDS
from coaching.screen import NO_SIGNAL

_ASKS = ("action_safety", "action_safety_lines", "action_safety_check")
_ANSWERS = (*_ASKS, "action_safety_stands", "action_safety_misread")
# What leads to advice on the relationship, beside the needs themselves.
_LEADS_TO_ADVICE = frozenset({*NEEDS, "tell_role", "make_plan", "nlu_fallback"} - SAFE_NEEDS)
# What a person says who names a country that the directory does not know.
_NO_ANSWER = frozenset({"out_of_scope", "nlu_fallback"})
_SILENT = (ACTION_LISTEN_NAME, "action_extract_slots")
_GOES_ON = frozenset({"go_on", "affirm"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class SafetyPolicy(Policy):
    """Predicts the safety actions from the screen's label and from where the talk about safety stands."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """Build the policy (Rasa's factory)."""
        return cls(config, model_storage, resource, execution_context)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Far above Rasa's rules (6) and forms."""
        return {"priority": 100, "max_history": None}

    def _create_featurizer(self) -> TrackerFeaturizer | None:
        return None

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learn nothing: what is dangerous is not up to the stories."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict a safety action where one is called for, else leave the field to the others."""
        action = _called_for(tracker)
        probabilities = self._default_predictions(domain)
        if action is not None:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=action is not None)


def _called_for(tracker: DialogueStateTracker) -> str | None:
    if tracker.latest_action_name in _ANSWERS:
        return str(ACTION_LISTEN_NAME)
    if tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.latest_message is None:
        return None
    parsed = tracker.latest_message.parse_data or {}
    if parsed.get(SAFETY_LABEL, NO_SIGNAL) != NO_SIGNAL:
        return "action_safety"
    raised = tracker.get_slot("safety") or tracker.get_slot("danger")
    if not raised:
        return None
    intent = parsed.get("intent", {}).get("name")
    if _last_answer(tracker) in _ASKS:
        if intent == "affirm" and raised == "crisis_self_harm":
            return "action_safety"  # yes to "are you thinking about it"
        if intent == "not_helpful" and raised in DANGERS_THAT_STAY:
            return "action_safety_misread"
        if intent in _NO_ANSWER and tracker.get_slot("country") is None and not _checked(tracker):
            return "action_safety_lines"  # a country that no list names
    if any(entity["entity"] == "country" for entity in parsed.get("entities", [])):
        return "action_safety_lines"
    if raised == "crisis_self_harm" and not _checked(tracker):
        return "action_safety_check"
    if tracker.get_slot("danger") and _asks_for_advice(tracker, parsed):
        return "action_safety_stands"
    return None


def _checked(tracker: DialogueStateTracker) -> bool:
    return bool(tracker.get_slot("safety_checked"))


def _last_answer(tracker: DialogueStateTracker) -> str | None:
    """The action that spoke before this message."""
    actions = (
        str(event.action_name)
        for event in reversed(tracker.applied_events())
        if isinstance(event, ActionExecuted)
        and event.action_name not in (ACTION_LISTEN_NAME, "action_extract_slots")
    )
    return next(actions, None)


def _asks_for_advice(tracker: DialogueStateTracker, parsed: dict[str, Any]) -> bool:
    intent = parsed.get("intent", {}).get("name")
    if intent in _GOES_ON:
        named = [one["value"] for one in parsed.get("entities", []) if one["entity"] == "card"]
        card = shared_library().named(named[-1] if named else tracker.get_slot("card"))
        return card is None or card.needs[0] not in SAFE_NEEDS
    return intent in _LEADS_TO_ADVICE
