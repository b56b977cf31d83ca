import json
from pathlib import Path

import numpy as np

from coaching.encoder import DIMENSIONS, shared_encoder

REFERENCE = json.loads((Path(__file__).parent / "minilm_reference.json").read_text(encoding="utf-8"))


def test_embeddings_are_those_of_sentence_transformers() -> None:
    """The numpy forward pass gives the reference's numbers, for empty and over-long texts too."""
    ours = shared_encoder().encode(REFERENCE["texts"])
    np.testing.assert_allclose(ours, np.array(REFERENCE["embeddings"]), atol=2e-5)


def test_a_text_has_one_embedding_whatever_stands_beside_it() -> None:
    """Batching never changes an embedding by more than rounding."""
    texts = ["he lied. again.", "I want to apologise to my wife", "he lied, truly"]
    together = shared_encoder().encode(texts)
    alone = np.vstack([shared_encoder().encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_embeddings_have_length_one_and_keep_their_order() -> None:
    """Rows come back in the order of the texts, each a unit vector."""
    texts = ["a", "a much longer sentence about a broken promise", "b"]
    vectors = shared_encoder().encode(texts)
    assert vectors.shape == (3, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[2], shared_encoder().encode(["b"])[0], atol=1e-5)


def test_no_texts_give_no_rows() -> None:
    """An empty list is no special case for callers."""
    assert shared_encoder().encode([]).shape == (0, DIMENSIONS)
