"""`./mend test`: every check of the project, one after the other."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from bot.errors import MendError
from bot.launcher.data_warnings import warnings_that_matter
from bot.launcher.training import MODEL_NAME, ensure_model
from bot.settings import PROJECT

STORIES = PROJECT / "tests" / "stories"
Check = Callable[[], bool]


def run(arguments: Sequence[str]) -> int:
    """Run all checks; `arguments` go to pytest.

    Returns:
        0 where all passed, else 1.
    """
    passed = failed = 0
    for name, check in checks(arguments):
        print(f"\n== {name}", flush=True)
        begun = time.monotonic()
        if check():
            passed += 1
            outcome = "passed"
        else:
            failed += 1
            outcome = "FAILED"
        print(f"== {name}: {outcome} in {time.monotonic() - begun:.1f} s", flush=True)
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


def checks(arguments: Sequence[str]) -> list[tuple[str, Check]]:
    """The checks in their order, each with the name under which it is shown."""
    return [
        ("style (ruff check)", lambda: _module("ruff", "check", ".")),
        ("layout (ruff format)", lambda: _module("ruff", "format", "--check", ".")),
        ("types (mypy)", lambda: _module("mypy")),
        ("data (rasa data validate)", _data_is_valid),
        ("model (trained where its data has changed)", _model_is_ready),
        ("stories (rasa test core)", _stories_are_right),
        ("tests (pytest)", lambda: _module("pytest", *arguments)),
    ]


def _module(*command: str) -> bool:
    finished = subprocess.run(
        [sys.executable, "-m", *command], cwd=PROJECT, stdin=subprocess.DEVNULL, check=False
    )
    return finished.returncode == 0


def _data_is_valid() -> bool:
    """Validate with Rasa, and read what it says: it may print a warning and still end well."""
    finished = _rasa("data", "validate", "--fail-on-warnings")
    warnings = warnings_that_matter(finished.stdout, PROJECT)
    if finished.returncode and not warnings:
        print(finished.stdout, flush=True)
    for warning in warnings:
        print(warning, flush=True)
    return finished.returncode == 0 and not warnings


def _stories_are_right() -> bool:
    """Whether the model predicts every turn of the test stories."""
    # Without any, Rasa would quietly take the stories that it was trained on.
    if not any(STORIES.rglob("*.yml")):
        print(f"There is no story in {STORIES}.", flush=True)
        return False
    options = ("--stories", str(STORIES), "--model", f"models/{MODEL_NAME}", "--out", "results")
    finished = _rasa("test", "core", *options, "--fail-on-prediction-errors")
    if finished.returncode:
        print(finished.stdout, flush=True)
    return finished.returncode == 0


def _rasa(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Rasa and keep what it says, which is a flood."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "rasa", *command],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _model_is_ready() -> bool:
    try:
        ensure_model()
    except MendError as error:
        print(error, flush=True)
        return False
    return True
