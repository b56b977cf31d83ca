"""./mend test."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.errors import TrainingError
from bot.launcher import checks
from bot.launcher.data_warnings import warnings_that_matter


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
        if "pytest" in name or "mypy" in name:
            check()
    assert [command for command in commands if "-k" in command] == [("pytest", "-k", "x")]


@pytest.mark.parametrize(
    ("status", "words", "fine"),
    [
        (0, "Validating intents...", True),
        (1, "Validating intents...", False),
        (0, "/x/io.py:100: UserWarning: The intent 'x' is not used in any story or rule.", False),
        (0, "2026-01-01 WARNING  rasa.validator  - Story structure conflict after intent 'affirm':", False),
        (0, "/x/io.py:100: UserWarning: The intent 'violence' is not used in any story or rule.", True),
    ],
)
def test_a_printed_warning_fails_the_data(
    monkeypatch: pytest.MonkeyPatch, status: int, words: str, fine: bool
) -> None:
    """Rasa can warn and still end well; its words count."""
    done = SimpleNamespace(returncode=status, stdout=words)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    assert checks._data_is_valid() is fine


def test_stories_must_be_there_and_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A wrong prediction fails, and so does an empty folder, which Rasa would pass over."""
    statuses = iter([0, 1])
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=next(statuses), stdout="wrong")
    )
    monkeypatch.setattr(checks, "STORIES", tmp_path)
    assert not checks._stories_are_right()
    (tmp_path / "greeting.yml").touch()
    assert checks._stories_are_right()
    assert not checks._stories_are_right()


def test_a_response_that_code_says_is_not_unused(tmp_path: Path) -> None:
    """Rasa sees stories alone; what an action says or a form asks counts as used, and nothing else."""
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "talk.py").write_text('dispatcher.utter_message(response="utter_said")')
    (tmp_path / "domain.yml").write_text("forms: {plan_form: {required_slots: [step]}, other_form: }")
    unused = (
        "\x1b[93m/x/io.py:100: UserWarning: The utterance '{}' is not used in any story or rule.\x1b[0m\n"
    )
    names = (
        "utter_said",
        "utter_ask_step",
        "utter_ask_plan_form_step",
        "utter_violence",
        "utter_default",
        "utter_lost",
    )
    printed = "".join(unused.format(name) for name in names)
    assert warnings_that_matter(printed, tmp_path) == [
        "The utterance 'utter_lost' is not used in any story or rule."
    ]


def test_a_warning_comes_with_its_lines(tmp_path: Path) -> None:
    """A conflict names its stories in the lines below; progress and information are no warnings."""
    (tmp_path / "domain.yml").touch()
    printed = (
        "2026-01-01 INFO     rasa.validator  - Story structure validation...\n"
        "2026-01-01 WARNING  rasa.validator  - Story structure conflict after intent 'affirm':\n"
        "  utter_one predicted in 'a'\n"
        "  utter_two predicted in 'b'\n\n"
        "  done\n"
    )
    expected = (
        "Story structure conflict after intent 'affirm':\n"
        "  utter_one predicted in 'a'\n"
        "  utter_two predicted in 'b'"
    )
    assert warnings_that_matter(printed, tmp_path) == [expected]


def test_a_training_that_fails_is_a_failed_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason is shown and the other checks still run."""

    def fail() -> None:
        raise TrainingError("The data is broken.")

    monkeypatch.setattr(checks, "ensure_model", fail)
    assert not checks._model_is_ready()
    assert capsys.readouterr().out == "The data is broken.\n"
