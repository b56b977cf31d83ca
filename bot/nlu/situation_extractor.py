"""Adds what a message tells of the situation as entities: role, breach, partner, feeling, country."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.role_model import RoleModel
from bot.nlu.sentence_featurizer import SentenceFeaturizer, sentence_row
from coaching.helplines import shared_helplines
from coaching.lexicon import ROLE_OF_NEED
from coaching.needs import SAFETY, TALK, TURNS
from coaching.situation import read_situation

_FILE = "role_model.joblib"
# What is said about the talk, not in it, tells no side unless its words do.
_ABOUT_THE_TALK = frozenset({*TALK, *TURNS, *SAFETY})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class SituationExtractor(GraphComponent, EntityExtractorMixin):
    """Rules first; where they leave the role open, the need tells it, and last a model of sides.

    Stands behind the intent classifier, whose need it reads.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The model of sides reads the encoder's states."""
        return [SentenceFeaturizer]

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, model: RoleModel | None = None
    ) -> None:
        """Take what was learnt, if anything was."""
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
    ) -> SituationExtractor:
        """Build an untrained extractor (Rasa's factory)."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SituationExtractor:
        """Take up what `train` kept."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn sides from the examples whose side is plain."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        self._model = RoleModel.learn(
            np.stack([sentence_row(one) for one in examples]),
            [one.get(TEXT) for one in examples],
            [one.get(INTENT) for one in examples],
        )
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add an entity for each thing that the message tells; the whole message is its place."""
        for message in messages:
            text = message.get(TEXT) or ""
            known: dict[str, str | None] = asdict(read_situation(text))
            known["role"] = known["role"] or self._role(message)
            known["country"] = shared_helplines().country(text)
            found = [
                {"entity": name, "value": value, "start": 0, "end": len(text)}
                for name, value in known.items()
                if value is not None
            ]
            found = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _role(self, message: Message) -> str | None:
        if self._model is None:
            raise RuntimeError("The extractor was neither trained nor loaded.")
        need = (message.get(INTENT) or {}).get("name")
        if not message.get(TEXT) or need in _ABOUT_THE_TALK:
            return None
        return ROLE_OF_NEED.get(need or "") or self._model.role(sentence_row(message))
