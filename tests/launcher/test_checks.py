"""./mend test."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace

import pytest

from bot.errors import TrainingError
from bot.launcher import checks


def test_it_counts_what_passed_and_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every check runs, also behind one that failed; any failure makes the status 1."""
    outcomes = {"one": True, "two": False, "three": True}
    monkeypatch.setattr(
        checks, "checks", lambda _: [(name, lambda fine=fine: fine) for name, fine in outcomes.items()]
    )
    assert checks.run([]) == 1
    shown = capsys.readouterr().out
    assert "== two: FAILED in 0.0 s" in shown
    assert shown.endswith("2 passed, 1 failed\n")
    outcomes["two"] = True
    assert checks.run([]) == 0


def test_what_follows_goes_to_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """./mend test -k x reaches pytest alone."""
    commands: list[tuple[str, ...]] = []

    def note(*command: str) -> bool:
        commands.append(command)
        return True

    monkeypatch.setattr(checks, "_module", note)
    for name, check in checks.checks(["-k", "x"]):
        if "data" not in name:
            check()
    assert [command for command in commands if "-k" in command] == [("pytest", "-k", "x")]


@pytest.mark.parametrize(
    ("status", "words", "fine"),
    [
        (0, "Validating intents...", True),
        (1, "Validating intents...", False),
        (0, "UserWarning: The intent 'x' is not used in any story.", False),
        (0, "WARNING rasa.validator - The intent 'x' is not used.", False),
    ],
)
def test_a_printed_warning_fails_the_data(
    monkeypatch: pytest.MonkeyPatch, status: int, words: str, fine: bool
) -> None:
    """Rasa can warn and still end well; its words count."""
    done = SimpleNamespace(returncode=status, stdout=words)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    assert checks._data_is_valid() is fine


def test_a_training_that_fails_is_a_failed_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason is shown and the other checks still run."""

    def fail() -> None:
        raise TrainingError("The data is broken.")

    monkeypatch.setattr(checks, "ensure_model", fail)
    assert not checks._model_is_ready()
    assert capsys.readouterr().out == "The data is broken.\n"
