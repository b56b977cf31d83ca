"""Tells the need of a message, as a component of the pipeline; what it learns is bot.nlu.need_model."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.need_model import Floats, NeedModel
from bot.nlu.safety_screen import SAFETY_LABEL
from bot.nlu.sentence_featurizer import SentenceFeaturizer, sentence_row
from coaching.lexicon import ROLE_OF_NEED
from coaching.needs import SAFETY
from coaching.screen import NO_SIGNAL
from coaching.situation import read_situation
from coaching.text import plain

_FILE = "need_classifier.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents. A message that it takes for a danger raises the screen's hand as well."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The embedding is computed once, by the featurizer before it."""
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings, each chosen by measurement (bench/pipelines.py)."""
        return {
            # From here on, all dangers together, a message is taken for one.
            "danger_confidence": 0.3,
            # What is left of a need of the other side where the words say "I lied" or "she lied".
            "other_side_weight": 0.2,
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: NeedModel | None = None,
    ) -> None:
        """Take what was learnt, if anything was."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NeedClassifier:
        """Build an untrained classifier (Rasa's factory)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent and keep the result in Rasa's storage."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        self._model = NeedModel.learn(
            np.stack([sentence_row(one) for one in examples]),
            [plain(one.get(TEXT)) for one in examples],
            [one.get(INTENT) for one in examples],
        )
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NeedClassifier:
        """Take up what `train` kept."""
        with model_storage.read_from(resource) as folder:
            model = joblib.load(folder / _FILE)
        return cls(config, model_storage, resource, model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on each message; a message without text has neither."""
        for message in messages:
            rows = self._rank(message) if message.get(TEXT) else []
            best = rows[0] if rows else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, rows, add_to_output=True)
            if message.get(SAFETY_LABEL) == NO_SIGNAL:
                message.set(SAFETY_LABEL, self._danger(rows), add_to_output=True)
        return messages

    def _danger(self, rows: list[dict[str, Any]]) -> str:
        """The likeliest danger where all dangers together are likely, and likelier than any other intent."""
        dangers = [row for row in rows if row[INTENT_NAME_KEY] in SAFETY]
        likely = sum(row[PREDICTED_CONFIDENCE_KEY] for row in dangers)
        other = max((row[PREDICTED_CONFIDENCE_KEY] for row in rows if row not in dangers), default=0.0)
        if likely < max(self._config["danger_confidence"], other):
            return NO_SIGNAL
        return str(dangers[0][INTENT_NAME_KEY])

    def _fit_to_side(self, role: str | None) -> Floats:
        """Weights that hold back the needs of the other side where the words name the writer's."""
        if self._model is None or role not in ("hurt", "caused"):
            return np.ones(1)
        other = self._config["other_side_weight"]
        return np.array(
            [1.0 if ROLE_OF_NEED.get(intent, role) == role else other for intent in self._model.intents]
        )

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None:
            raise RuntimeError("The classifier was neither trained nor loaded.")
        text = message.get(TEXT)
        probabilities = self._model.probabilities(sentence_row(message)[None], [plain(text)])[0]
        probabilities *= self._fit_to_side(read_situation(text).role)
        probabilities /= probabilities.sum()
        best = np.argsort(-probabilities, kind="stable")[: self._config["ranking_length"]]
        return [
            {
                INTENT_NAME_KEY: self._model.intents[index],
                PREDICTED_CONFIDENCE_KEY: float(probabilities[index]),
            }
            for index in best
        ]
