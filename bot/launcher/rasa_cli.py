"""`./mend rasa ...`: Rasa's own command line, with the actions inside the process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from bot.launcher.quiet import configure_private_structlog, keep_traces_private


def run(arguments: Sequence[str]) -> int:
    """Hand over to Rasa; its exit status."""
    from rasa import __main__ as rasa_main

    keep_traces_private()
    _run_actions_in_process()
    rasa_main.configure_structlog = configure_private_structlog
    sys.argv = ["rasa", *arguments]
    try:
        rasa_main.main()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    return 0


def _run_actions_in_process() -> None:
    """Where endpoints.yml names no URL for the actions, Rasa would say that there are none."""
    from rasa.core.utils import AvailableEndpoints

    from bot.action_endpoint import InProcessActions

    read = AvailableEndpoints.read_endpoints

    def read_with_actions(_class: type, endpoint_file: str) -> Any:
        endpoints = read(endpoint_file)
        if endpoints.action is None or not endpoints.action.url:
            endpoints.action = InProcessActions()
        return endpoints

    AvailableEndpoints.read_endpoints = classmethod(read_with_actions)
