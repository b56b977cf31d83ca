"""Gives every message what the sentence encoder makes of it, as a dense sentence feature."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from coaching.encoder import LAYERS, Encoder, shared_encoder
from coaching.text import plain


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """all-MiniLM-L6-v2 over the whole message; see coaching.encoder.

    The feature joins the pooled states of several layers, which tell needs apart better than the last alone.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa asks featurizers to stand behind a tokenizer."""
        return [Tokenizer]

    def __init__(self, config: dict[str, Any], name: str, encoder: Encoder) -> None:
        """Take the encoder."""
        super().__init__(name, config)
        self._encoder = encoder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Which layers are joined; chosen by measurement (bench/pipelines.py)."""
        return {**DenseFeaturizer.get_default_config(), "layers": [3, 5, 6]}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Check the layers.

        Raises:
            InvalidConfigException: They are not numbers from 1 to 6.
        """
        layers = config.get("layers")
        if not layers or not all(isinstance(one, int) and 1 <= one <= LAYERS for one in layers):
            raise InvalidConfigException(f"layers of SentenceFeaturizer must be numbers from 1 to {LAYERS}.")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Build the component (Rasa's factory)."""
        return cls(config, execution_context.node_name, shared_encoder())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Embed every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Embed messages that have text, all in one go."""
        with_text = [message for message in messages if message.get(TEXT)]
        texts = [plain(message.get(TEXT)) for message in with_text]
        rows = self._encoder.states(texts, self._config["layers"]).reshape(len(texts), -1)
        for message, row in zip(with_text, rows, strict=True):
            message.add_features(Features(row[None], FEATURE_TYPE_SENTENCE, TEXT, self._config["alias"]))
        return messages


def sentence_row(message: Message) -> NDArray[np.float32]:
    """The feature that SentenceFeaturizer has set on a message.

    Raises:
        RuntimeError: The message has none.
    """
    _, sentence = message.get_dense_features(TEXT)
    if sentence is None:
        raise RuntimeError("The message carries no sentence embedding.")
    row: NDArray[np.float32] = sentence.features[0]
    return row
