"""What is learnt about needs: meaning and wording, judged apart and weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]

# Chosen by cross-validation on the written examples (bench/pipelines.py).
_REGULARISATION = 0.004  # of the logistic regression on the encoder's states: inverse strength
_SPARSE_ALPHA = 5e-5  # strength of regularisation on words and pieces of words
_WORDING_WEIGHT = 0.3  # of the wording's logarithms beside the meaning's
_SHARPNESS = 1.5  # exponent that brings the confidence to the share that is right
_FLOOR = 1e-9


@dataclass(frozen=True)
class NeedModel:
    """Two classifiers over the same intents: one on sentence embeddings, one on words."""

    meaning: Pipeline
    wording: Pipeline
    intents: tuple[str, ...]

    @classmethod
    def learn(cls, states: NDArray[np.float32], texts: Sequence[str], intents: Sequence[str]) -> NeedModel:
        """Learn from examples.

        Args:
            states: The encoder's states, a row an example.
            texts: The examples in plain text.
            intents: Their intents.
        """
        meaning = make_pipeline(
            StandardScaler(), LogisticRegression(C=_REGULARISATION, max_iter=80, random_state=0)
        )
        wording = make_pipeline(
            word_features(), SGDClassifier(loss="log_loss", alpha=_SPARSE_ALPHA, random_state=0)
        )
        meaning.fit(states, intents)
        wording.fit(texts, intents)
        return cls(meaning, wording, tuple(str(one) for one in meaning.classes_))

    def probabilities(self, states: NDArray[np.float32], texts: Sequence[str]) -> Floats:
        """How likely each intent is.

        Returns:
            Array of shape (len(texts), len(intents)); rows add up to one.
        """
        logs = (1 - _WORDING_WEIGHT) * np.log(self.meaning.predict_proba(states) + _FLOOR)
        logs += _WORDING_WEIGHT * np.log(self.wording.predict_proba(texts) + _FLOOR)
        scores = np.exp(_SHARPNESS * (logs - logs.max(axis=1, keepdims=True)))
        likely: Floats = scores / scores.sum(axis=1, keepdims=True)
        return likely


def word_features() -> FeatureUnion:
    """Words and pairs of words, and pieces of words that forgive a typo."""
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)),
            ("pieces", TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3)),
        ]
    )
