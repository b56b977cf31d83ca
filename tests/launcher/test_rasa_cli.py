"""Rasa's own command line, through ./mend rasa."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.settings import PROJECT

READS = """
import sys
from bot.launcher.quiet import prepare_environment
prepare_environment()
from bot.launcher.rasa_cli import _run_actions_in_process
_run_actions_in_process()
from rasa.core.utils import AvailableEndpoints
for path in sys.argv[1:]:
    action = AvailableEndpoints.read_endpoints(path).action
    print(type(action).__name__, action.url)
"""


def test_actions_run_in_the_process_where_no_url_is_named(tmp_path: Path) -> None:
    """`./mend rasa shell` finds the actions; a host who runs them elsewhere names the place."""
    named, unnamed = tmp_path / "named.yml", tmp_path / "unnamed.yml"
    named.write_text("action_endpoint:\n  url: http://127.0.0.1:5055/webhook\n")
    unnamed.write_text("nlg:\n  type: bot.nlg.LeastRecentResponses\n")
    command = [sys.executable, "-c", READS, str(unnamed), str(named)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "InProcessActions in-process",
        "EndpointConfig http://127.0.0.1:5055/webhook",
    ]


def test_the_status_of_rasa_is_handed_through() -> None:
    """What Rasa refuses ends as Rasa ends it, with its own words and no telemetry."""
    command = [sys.executable, "-m", "bot", "rasa", "data", "nonsense"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage: rasa" in done.stderr
    assert "telemetry" not in (done.stdout + done.stderr).lower()
