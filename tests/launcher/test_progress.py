"""Signs of life while a long step runs."""

from __future__ import annotations

import pytest

from bot.launcher.progress import working


def test_without_a_terminal_it_speaks_on_change_and_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each change, one with the seconds after a while of no change, and no flood between."""
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with working("Training") as say:
        for _ in range(250):
            now += 0.2
            say("Training")
        say("Part 1")
    shown = capsys.readouterr()
    assert shown.err.splitlines() == ["Training", "Training, 20 s", "Training, 40 s", "Part 1"]
    assert shown.out == ""


def test_it_can_be_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A short step leaves no line in a pipe."""
    with working("Waking the coach", always=False) as say:
        say("still waking")
    assert capsys.readouterr() == ("", "")
