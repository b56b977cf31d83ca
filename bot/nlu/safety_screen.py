"""First in the pipeline: marks a message that states a danger, whatever its need turns out to be."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from coaching.screen import Screen, shared_screen

SAFETY_LABEL = "safety"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SafetyScreen(GraphComponent):
    """Sets `safety` on every message: one of the labels of coaching.needs.SAFETY, or "none"."""

    def __init__(self, screen: Screen) -> None:
        """Take the compiled screen."""
        self._screen = screen

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyScreen:
        """Build the component (Rasa's factory)."""
        return cls(shared_screen())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is: the screen learns nothing."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Label each message from its own words."""
        for message in messages:
            label = self._screen.label(message.get(TEXT) or "")
            message.set(SAFETY_LABEL, label, add_to_output=True)
        return messages
