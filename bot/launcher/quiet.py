"""Keeps Rasa and TensorFlow quiet, and a person's words out of every log."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import MutableMapping
from typing import Any, TextIO

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "MPLBACKEND": "Agg",
}
_SAYABLE = ("event", "level")


def prepare_environment() -> None:
    """Set what Rasa and TensorFlow read when they are imported; a host's own choice stands."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    show_warnings_except(DeprecationWarning, FutureWarning, PendingDeprecationWarning)


def show_warnings_except(*hidden: type[Warning]) -> None:
    """Show no warning of these kinds; filters would not do, as libraries reset them while being imported."""

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not issubclass(category, hidden):
            print(warnings.formatwarning(message, category, filename, lineno, line), file=file or sys.stderr)

    warnings.showwarning = show


def quieten_logs(level: int = logging.WARNING) -> None:
    """Send warnings and errors of every library to the standard error, without anybody's words."""
    from rasa.utils.common import configure_logging_and_warnings

    keep_traces_private()
    logging.basicConfig(
        level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr, force=True
    )
    configure_logging_and_warnings(log_level=logging.ERROR, filter_repeated_logs=False)
    configure_private_structlog(logging.ERROR)
    # Rasa's warnings may quote what it tried to understand.
    show_warnings_except(Warning)


def keep_traces_private() -> None:
    """Let every log record name the type of an exception and leave out its message and trace.

    Both may hold a person's words; this holds for every handler and formatter that a library may set up.
    """

    def record(
        name: str,
        level: int,
        path: str,
        line: int,
        message: object,
        args: Any,
        trace: Any,
        *rest: Any,
        **more: Any,
    ) -> logging.LogRecord:
        if trace and trace[0]:
            message = f"{message} ({trace[0].__name__})"
        return logging.LogRecord(name, level, path, line, message, args, None, *rest, **more)

    logging.setLogRecordFactory(record)


def configure_private_structlog(log_level: int | None = None) -> None:
    """Configure structlog as Rasa does, then let nothing through but an event's name."""
    import structlog
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(log_level)
    processors = structlog.get_config()["processors"]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.add_log_level,
            _name_only,
            processors[-1],
        ]
    )


def _name_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in _SAYABLE}
