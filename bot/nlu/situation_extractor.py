"""Adds what a message tells of the situation as entities: role, breach, partner, feeling, country."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from coaching.helplines import shared_helplines
from coaching.lexicon import ROLE_OF_NEED
from coaching.situation import read_situation


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SituationExtractor(GraphComponent, EntityExtractorMixin):
    """Stands behind the intent classifier, whose need tells the role where the words leave it open."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SituationExtractor:
        """Build the component (Rasa's factory)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add an entity for each thing that the message tells; the whole message is its place."""
        for message in messages:
            text = message.get(TEXT) or ""
            known: dict[str, str | None] = asdict(read_situation(text))
            need = (message.get(INTENT) or {}).get("name")
            known["role"] = known["role"] or ROLE_OF_NEED.get(need or "")
            known["country"] = shared_helplines().country(text)
            found = [
                {"entity": name, "value": value, "start": 0, "end": len(text)}
                for name, value in known.items()
                if value is not None
            ]
            found = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
