"""Adds what a message tells of the situation as entities: role, breach, partner, feeling, country.

Where only the need tells a side, that is an entity of its own, `leaning`: it never overwrites what was said.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from coaching.helplines import shared_helplines
from coaching.lexicon import ROLE_OF_NEED
from coaching.situation import read_situation, stated_side

# From this share of the likely needs on, their side is taken for the writer's.
_ENOUGH = 0.5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SituationExtractor(GraphComponent, EntityExtractorMixin):
    """Stands behind the intent classifiers, whose needs tell which side a message leans to."""

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
            if (message.get(INTENT) or {}).get("name") == "tell_role":
                known["role"] = stated_side(text)
            known["leaning"] = _role_of_needs(message)
            known["country"] = shared_helplines().country(text)
            found = [
                {"entity": name, "value": value, "start": 0, "end": len(text)}
                for name, value in known.items()
                if value is not None
            ]
            found = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def _role_of_needs(message: Message) -> str | None:
    """The side of the need, or of the likely needs together where the coach is unsure between them."""
    need = (message.get(INTENT) or {}).get("name")
    if need in ROLE_OF_NEED:
        return ROLE_OF_NEED[need]
    likely = {"hurt": 0.0, "caused": 0.0}
    for row in message.get(INTENT_RANKING_KEY) or ():
        if row["name"] in ROLE_OF_NEED:
            likely[ROLE_OF_NEED[row["name"]]] += row["confidence"]
    side = max(likely, key=lambda role: likely[role])
    return side if likely[side] >= _ENOUGH else None
