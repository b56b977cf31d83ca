"""Serves the tiny bot as the launcher serves the real one: `python -m tests.telegram.serve_tiny PLACE`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.telegram.channel import TelegramInput, write_at_once


class TinyInput(TelegramInput):
    """The channel with the tiny bot's wordings."""

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramInput:
        """Make the channel from the environment."""
        write_at_once()
        return cls(Settings.from_env(os.environ), Path(os.environ["TINY_BOT"]) / "domain.yml")


def main(directory: str) -> None:
    """Serve until stopped."""
    os.environ["TINY_BOT"] = directory
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    settings = Settings.from_env(os.environ)
    serve_application(
        model_path=f"{directory}/tiny.tar.gz",
        interface=settings.host,
        port=settings.port,
        credentials=f"{directory}/credentials.yml",
        enable_api=False,
        endpoints=AvailableEndpoints.read_endpoints(f"{directory}/endpoints.yml"),
    )


if __name__ == "__main__":
    main(sys.argv[1])
