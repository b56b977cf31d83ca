"""Training when it is needed, once, and with a reason where it fails."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import TrainingError
from bot.launcher import training
from bot.launcher.training import ensure_model, train_model

WORKER = """
import pathlib, sys, time
project, new = map(pathlib.Path, sys.argv[1:])
with (project / "trainings").open("a") as count:
    count.write("x")
time.sleep(0.5)
print("Starting to train component 'NeedClassifier'.", flush=True)
{last}
"""
TRAINS = "new.write_bytes(b'model')"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a little to train from."""
    (tmp_path / "config.yml").write_text("language: en")
    return tmp_path


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A trainer that takes half a second."""
    return use(monkeypatch, TRAINS)


def use(monkeypatch: pytest.MonkeyPatch, last: str) -> pytest.MonkeyPatch:
    """Let a trainer end with these lines of Python."""
    monkeypatch.setattr(training, "WORKER", (sys.executable, "-c", WORKER.format(last=last)))
    return monkeypatch


def trainings(project: Path) -> int:
    """How often a model was trained."""
    return len((project / "trainings").read_text())


@pytest.mark.usefixtures("worker")
def test_it_trains_once_and_again_when_the_data_changes(project: Path) -> None:
    """A model that fits its data is kept; a changed file makes a new one."""
    model = ensure_model(project)
    assert (model, model.read_bytes()) == (project / "models" / "mend.tar.gz", b"model")
    ensure_model(project)
    assert trainings(project) == 1
    (project / "config.yml").write_text("language: fr")
    ensure_model(project)
    assert trainings(project) == 2
    train_model(project)
    assert trainings(project) == 3


@pytest.mark.usefixtures("worker")
def test_a_model_cut_in_half_is_said_and_made_again(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A damaged file is never loaded."""
    ensure_model(project).write_bytes(b"mod")
    assert ensure_model(project).read_bytes() == b"model"
    assert "The model file is damaged; training it again." in capfd.readouterr().err


@pytest.mark.usefixtures("worker")
def test_two_at_once_train_once(project: Path) -> None:
    """The second waits and takes what the first has made."""
    with ThreadPoolExecutor() as pool:
        assert set(pool.map(ensure_model, [project, project])) == {project / "models" / "mend.tar.gz"}
    assert trainings(project) == 1


@pytest.mark.usefixtures("worker")
def test_what_a_killed_training_left_is_cleared(project: Path) -> None:
    """A folder that nobody finishes any more does not stay."""
    left = project / "models" / ".training-abc"
    left.mkdir(parents=True)
    ensure_model(project)
    assert not left.exists()


@pytest.mark.usefixtures("worker")
def test_progress_goes_to_the_standard_error(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without a terminal there is a line for each part, and nothing on the standard output."""
    ensure_model(project)
    shown = capfd.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "Training the model (a few minutes the first time)",
        "Training the model, part 1: NeedClassifier",
    ]


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        ("print('Training failed: The file x is broken.'); sys.exit(1)", "The file x is broken. (The whole"),
        (
            "print(f'Training failed: in \"{project}/data/a.yml\", line 3 You can use https://x to validate'"
            " ' it'); sys.exit(1)",
            'in "data/a.yml", line 3. (The whole',
        ),
        ("print('\\033[91mUnresolved slots\\033[0m'); sys.exit(1)", "Unresolved slots. (The whole"),
        ("import os; os.kill(os.getpid(), 9)", "for want of memory"),
        ("import os; os.kill(os.getpid(), 15)", "SIGTERM"),
    ],
)
def test_a_failure_names_the_reason_and_the_log(
    project: Path, monkeypatch: pytest.MonkeyPatch, last: str, reason: str
) -> None:
    """The sentence holds what went wrong and where to read on; an older model stays as it was."""
    use(monkeypatch, TRAINS)
    model = ensure_model(project)
    (project / "config.yml").write_text("language: fr")
    use(monkeypatch, last)
    with pytest.raises(TrainingError) as failure:
        ensure_model(project)
    assert reason in str(failure.value)
    assert str(project / "models" / "training.log") in str(failure.value)
    assert model.read_bytes() == b"model"
    assert not list(model.parent.glob(".training-*"))
