"""What makes a model old."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.launcher.fingerprint import fingerprint, is_current, is_whole, write_stamp


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a file in every place that a model could depend on."""
    for name in (
        "config.yml",
        "domain.yml",
        "requirements.lock",
        "data/nlu/talk.yml",
        "data/nlu/more/feelings.yml",
        "data/stories/rules.yml",
        "data/guidance/card.yml",
        "bot/nlu/screen.py",
        "bot/policies/safety.py",
        "bot/terminal/plain.py",
        "coaching/needs.py",
        "coaching/words.txt",
        "actions/talk.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "config.yml",
        "domain.yml",
        "requirements.lock",
        "data/nlu/talk.yml",
        "data/nlu/more/feelings.yml",
        "data/nlu/new.yml",
        "data/stories/rules.yml",
        "bot/nlu/screen.py",
        "bot/policies/safety.py",
        "coaching/needs.py",
        "coaching/words.txt",
    ],
)
def test_a_change_in_what_a_model_is_made_from_counts(project: Path, name: str) -> None:
    """One character more, a new file or a missing one makes the model old."""
    before = fingerprint(project)
    with (project / name).open("a") as file:
        file.write("x")
    changed = fingerprint(project)
    (project / name).unlink()
    assert len({before, changed, fingerprint(project)}) == (2 if name.endswith("new.yml") else 3)


@pytest.mark.parametrize("name", ["data/guidance/card.yml", "actions/talk.py", "bot/terminal/plain.py"])
def test_what_is_read_when_the_coach_answers_does_not_count(project: Path, name: str) -> None:
    """A changed card or action needs no training."""
    before = fingerprint(project)
    (project / name).write_text("changed")
    assert fingerprint(project) == before


def test_a_clone_is_as_good_as_the_original(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither times, nor the folder's place, nor Python's caches matter."""
    before = fingerprint(project)
    clone = tmp_path_factory.mktemp("clone") / "mend"
    shutil.copytree(project, clone)
    os.utime(clone / "config.yml", (0, 0))
    (clone / "coaching" / "__pycache__").mkdir()
    (clone / "coaching" / "__pycache__" / "needs.pyc").write_text("x")
    assert fingerprint(clone) == before


def test_a_file_that_moves_counts(project: Path) -> None:
    """The same content under another name is another model."""
    before = fingerprint(project)
    (project / "data/nlu/talk.yml").rename(project / "data/nlu/speech.yml")
    assert fingerprint(project) != before


def test_a_stamp_tells_a_whole_model_from_a_cut_one(tmp_path: Path) -> None:
    """A model cut in half still knows its data and is known to be broken; one without a stamp is neither."""
    model = tmp_path / "mend.tar.gz"
    model.write_bytes(b"model")
    assert not is_current(model, "data")
    assert not is_whole(model)
    write_stamp(model, "data")
    assert is_current(model, "data")
    assert is_whole(model)
    model.write_bytes(b"mod")
    assert is_current(model, "data")
    assert not is_whole(model)
    (tmp_path / "mend.tar.gz.json").write_text("[")
    assert not is_current(model, "data")
