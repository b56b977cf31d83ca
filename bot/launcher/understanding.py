"""What the coach understands of a message, without a dialogue: only the NLU is loaded."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.errors import ModelError
from bot.turns import FALLBACK, safety_label, understood
from coaching.unsure import needs_to_offer

_MESSAGE = "__message__"
_TRACKER = "__tracker__"


@dataclass(frozen=True)
class Words:
    """A message as the NLU's first component takes it from a channel."""

    text: str
    sender_id: str = "understand"
    parse_data: None = None
    message_id: None = None
    metadata: None = None


@dataclass(frozen=True)
class Understanding:
    """What was understood of one message."""

    intent: str | None
    confidence: float
    offered: tuple[str, ...]
    """The needs that would be offered as buttons; empty where the coach is sure."""
    role: str
    breach: str | None
    safety: str
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...]


class Interpreter:
    """The NLU of a trained model."""

    def __init__(self, model: Path) -> None:
        """Load it.

        Raises:
            ModelError: The model cannot be loaded.
        """
        try:
            with tempfile.TemporaryDirectory() as folder:
                storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model)
                self._target = metadata.nlu_target
                schema = metadata.predict_schema.minimal_graph_schema([self._target])
                context = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
                self._runner = DaskGraphRunner.create(schema, storage, context)
        except Exception as fault:
            raise ModelError(
                f"The model could not be loaded ({type(fault).__name__}). Make a new one with: ./mend train"
            ) from fault

    def read(self, text: str) -> Understanding:
        """Understand one message."""
        inputs = {_MESSAGE: [Words(text)], _TRACKER: None}
        message = self._runner.run(inputs=inputs, targets=[self._target])[self._target][0]
        return read_result(message.as_dict(only_output_properties=True))


def read_result(result: Mapping[str, Any]) -> Understanding:
    """Read an NLU result."""
    ranking = tuple(
        (str(entry["name"]), float(entry["confidence"]))
        for entry in result.get("intent_ranking", [])
        if entry["name"] != FALLBACK
    )
    unsure = result.get("intent", {}).get("name") == FALLBACK
    intent = understood(result)
    entities = tuple((str(one["entity"]), str(one["value"])) for one in result.get("entities", []))
    # The first mention counts, as it does for a slot that is filled once.
    known = dict(reversed(entities))
    return Understanding(
        intent=intent,
        confidence=dict(ranking).get(intent or "", float(result.get("intent", {}).get("confidence") or 0)),
        offered=tuple(needs_to_offer(ranking)) if unsure else (),
        role=known.get("role") or known.get("leaning") or "unknown",
        breach=known.get("breach"),
        safety=safety_label(result),
        ranking=ranking,
        entities=entities,
    )
