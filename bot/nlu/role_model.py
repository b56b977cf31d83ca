"""Whose side a message is told from, where its words say it in no way that a rule knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from coaching.lexicon import ROLE_OF_NEED
from coaching.needs import SAFETY, TALK, TURNS
from coaching.situation import read_situation

# Chosen by cross-validation on the written examples (bench/pipelines.py).
_REGULARISATION = 0.001
# Guidance for the other side is worse than a question, so the model speaks only where it is sure.
_ENOUGH = 0.75
_OPEN = "unknown"
# Talk about the talk is told from neither side.
_SIDELESS = frozenset({*TALK, *TURNS, *SAFETY})


def taught_role(text: str, intent: str) -> str | None:
    """The role that an example teaches: from its words, else from its need; None where it teaches none."""
    role = read_situation(text).role or ROLE_OF_NEED.get(intent)
    return role or (_OPEN if intent in _SIDELESS else None)


@dataclass(frozen=True)
class RoleModel:
    """Logistic regression on the encoder's states, taught by those examples whose side is plain."""

    sides: Pipeline

    @classmethod
    def learn(cls, states: NDArray[np.float32], texts: Sequence[str], intents: Sequence[str]) -> RoleModel:
        """Learn from the examples that teach a role.

        Args:
            states: The encoder's states, a row an example.
            texts: The examples.
            intents: Their intents.
        """
        roles = [taught_role(text, intent) for text, intent in zip(texts, intents, strict=True)]
        taught = [index for index, role in enumerate(roles) if role not in (None, "both")]
        sides = make_pipeline(StandardScaler(), LogisticRegression(C=_REGULARISATION, max_iter=200))
        sides.fit(states[taught], [roles[index] for index in taught])
        return cls(sides)

    def role(self, state: NDArray[np.float32]) -> str | None:
        """hurt or caused where the model is sure enough, else None."""
        likely = self.sides.predict_proba(state[None])[0]
        best = int(likely.argmax())
        role = str(self.sides.classes_[best])
        return role if likely[best] >= _ENOUGH and role != _OPEN else None
