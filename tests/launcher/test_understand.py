"""What ./mend understand says."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.errors import ModelError
from bot.launcher import understand
from bot.launcher.understanding import Interpreter, Understanding, read_result

RANKING = [
    {"name": "was_hurt", "confidence": 0.31},
    {"name": "trust_again", "confidence": 0.29},
    {"name": "greet", "confidence": 0.2},
    {"name": "forgiveness", "confidence": 0.1},
    {"name": "own_fault", "confidence": 0.06},
    {"name": "patience_time", "confidence": 0.04},
]
ENTITIES = [
    {"entity": "role", "value": "hurt"},
    {"entity": "role", "value": "caused"},
    {"entity": "breach", "value": "lie"},
    {"entity": "feeling", "value": "betrayed"},
]
SURE = {"intent": {"name": "was_hurt", "confidence": 0.31}, "intent_ranking": RANKING, "entities": ENTITIES}
UNSURE = {
    "intent": {"name": "nlu_fallback", "confidence": 0.69},
    "intent_ranking": [
        {"name": "nlu_fallback", "confidence": 0.69},
        {"name": "coercive_control", "confidence": 0.33},
        *RANKING,
    ],
    "entities": [],
    "safety": "violence",
}


def test_a_sure_result_offers_nothing() -> None:
    """Need, confidence, the first role and the breach; the safety label is "none" where there is none."""
    assert understand.as_json(read_result(SURE)) == {
        "intent": "was_hurt",
        "confidence": 0.31,
        "offered": [],
        "role": "hurt",
        "breach": "lie",
        "safety": "none",
    }


def test_an_unsure_result_gives_the_likeliest_need_and_what_would_be_offered() -> None:
    """In place of the fallback stands the likeliest need; half a signal of danger is no need."""
    assert understand.as_json(read_result(UNSURE)) == {
        "intent": "was_hurt",
        "confidence": 0.31,
        "offered": ["was_hurt", "trust_again", "forgiveness"],
        "role": "unknown",
        "breach": None,
        "safety": "violence",
    }


def test_a_message_without_any_meaning_is_none() -> None:
    """An empty message has no need and no confidence."""
    found = read_result({"intent": {"name": None, "confidence": 0.0}, "intent_ranking": [], "entities": []})
    assert (found.intent, found.confidence, found.ranking) == (None, 0.0, ())


def test_the_explanation_holds_all_that_an_editor_needs() -> None:
    """The text, the need, what is known and the first five with their confidence."""
    shown = understand.explain("he lied", read_result(SURE))
    for words in (
        "“he lied”",
        "was_hurt (0.31)",
        "role       hurt",
        "breach     lie",
        "feeling    betrayed",
        "own_fault",
    ):
        assert words in shown
    assert "patience_time" not in shown
    assert "it would offer: was_hurt, trust_again, forgiveness" in understand.explain("", read_result(UNSURE))


def test_a_bad_line_has_an_answer_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line out for each line in, also for one that is no JSON or has no text."""

    class Always(Interpreter):
        def __init__(self) -> None:
            """Load nothing."""

        def read(self, text: str) -> Understanding:
            """Understand everything alike."""
            return read_result(SURE)

    out = io.BytesIO()
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=out))
    lines = (b'{"text": "he lied"}\n', b"\n", b"{\n", b'"words"\n', b'{"text": 1}\n', b'{"text": "\xff"}')
    understand._answer_jsonl(Always(), lines)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, True, True, False]


def test_a_model_that_is_none_is_said(tmp_path: Path) -> None:
    """A file that cannot be loaded gives one sentence with what to do."""
    broken = tmp_path / "mend.tar.gz"
    broken.write_bytes(b"no model")
    with pytest.raises(ModelError, match="Make a new one"):
        Interpreter(broken)
