"""Nobody's words in any log."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import PROJECT

QUIET = """
from bot.launcher.quiet import prepare_environment, quieten_logs
prepare_environment()
quieten_logs()
"""
PRIVATE = """
from bot.launcher.quiet import configure_private_structlog, keep_traces_private, prepare_environment
prepare_environment()
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
keep_traces_private()
configure_private_structlog(logging.DEBUG)
"""


def stderr_of(code: str) -> str:
    """Run a few lines of Python; what they wrote to the standard error."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("setup", [QUIET, PRIVATE])
def test_an_exception_in_a_log_is_its_type(setup: str) -> None:
    """Neither the message nor the trace of an exception is written, whichever library logs it."""
    words = setup + (
        "import logging\n"
        "try:\n"
        "    raise RuntimeError('she told Kim')\n"
        "except RuntimeError:\n"
        "    logging.getLogger('rasa.core.processor').exception('An action failed.')\n"
    )
    shown = stderr_of(words)
    assert "An action failed. (RuntimeError)" in shown
    assert "Kim" not in shown


@pytest.mark.parametrize("setup", [QUIET, PRIVATE])
def test_structlog_keeps_an_event_name_and_nothing_else(setup: str) -> None:
    """Rasa hands messages, slots and trackers to structlog; only the name of the event gets through."""
    words = setup + (
        "import structlog\n"
        "log = structlog.get_logger('rasa.core')\n"
        "secret = 'she told Kim'\n"
        "try:\n"
        "    raise RuntimeError(secret)\n"
        "except RuntimeError:\n"
        "    log.exception('processor.failed', user_text=secret, rasa_events=[secret])\n"
    )
    shown = stderr_of(words)
    assert "processor.failed" in shown
    assert "Kim" not in shown


def test_warnings_are_not_shown_in_a_talk() -> None:
    """Rasa warns with what it tried to parse; libraries warn of what is to come. Neither is for a person."""
    words = QUIET + (
        "import warnings\n"
        "warnings.simplefilter('always')\n"
        "warnings.warn('Failed to parse: she told Kim')\n"
        "warnings.warn('old', DeprecationWarning)\n"
    )
    assert stderr_of(words) == ""
