"""Tells whether a model still fits the data it was trained from, and is whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

SOURCES = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data/nlu/**/*.yml",
    "data/stories/**/*.yml",
    "bot/nlu/**/*.py",
    "bot/policies/**/*.py",
    "coaching/**/*",
)
"""What a model is made from. The cards of guidance are read when the coach answers, so they are not here."""


def fingerprint(project: Path) -> str:
    """A hash of the content that a model is made from; times play no part, as a clone changes them."""
    files = {path for pattern in SOURCES for path in project.glob(pattern)}
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(project).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def stamp_of(model: Path) -> Path:
    """The file beside a model that says what it was made from."""
    return model.with_name(model.name + ".json")


def write_stamp(model: Path, data: str) -> None:
    """Note that `model` was made from the data with that fingerprint, and what its own bytes are."""
    stamp_of(model).write_text(json.dumps({"data": data, "model": _hash(model)}), encoding="utf-8")


def is_whole(model: Path) -> bool:
    """Whether the model's bytes are those that training wrote."""
    return _hash(model) == _read_stamp(model).get("model")


def is_current(model: Path, data: str) -> bool:
    """Whether the model was made from the data with that fingerprint."""
    return _read_stamp(model).get("data") == data


def _read_stamp(model: Path) -> dict[str, str]:
    try:
        content = json.loads(stamp_of(model).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
