"""Small bots for the bench's tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench.bots import Bot

FAKE_BOT = Path(__file__).with_name("fake_bot.py")
TALK = ("hi", "I am sad", "bye")


def fake_command(behaviour: str = "answers", heard: Path | None = None) -> tuple[str, ...]:
    """The command of a fake server, to which the port is still to be added."""
    listening = () if heard is None else ("--heard", str(heard))
    return (sys.executable, str(FAKE_BOT), "--behaviour", behaviour, *listening)


def fake_bot(
    name: str, folder: Path, behaviour: str = "answers", heard: Path | None = None, training: str = "pass"
) -> Bot:
    """A bot whose training runs a line of Python and whose server is fake_bot.py."""
    return Bot(
        name=name,
        folder=folder,
        training=(sys.executable, "-c", training),
        serving=fake_command(behaviour, heard),
        talk=TALK,
        environment=dict(os.environ),
    )
