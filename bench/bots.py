"""The two bots: how each is trained and started, and what people say to it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.child import Child
from bench.errors import BenchError
from bench.server import HOST, Server, free_port
from bot.settings import PROJECT

_TRAINING_SECONDS = 3600.0
_OF_THE_HOST = ("MEND_", "TELEGRAM_")
"""Settings that would lead to the host's own conversations."""


@dataclass(frozen=True)
class Bot:
    """A bot that can be trained and served."""

    name: str
    folder: Path
    """Where its commands run."""
    training: tuple[str, ...]
    serving: tuple[str, ...]
    """Its server's command, to which interface, port and credentials are added."""
    talk: tuple[str, ...]
    """What people typically say to it, in order."""
    environment: Mapping[str, str]

    def train(self, work: Path) -> float:
        """Train it from nothing; the seconds that takes.

        Raises:
            BenchError: It cannot be trained.
        """
        log = work / "training.log"
        with Child(self.training, self.folder, self.environment, log) as child:
            failure = child.wait(_TRAINING_SECONDS)
            if failure:
                raise BenchError(f"{self.name} cannot be trained ({failure}):\n{child.last_words()}")
            return child.elapsed()

    def server(self, work: Path) -> Server:
        """A server of it on a free port, with an empty memory and only Rasa's REST channel open."""
        work.mkdir()
        credentials = work / "credentials.yml"
        credentials.write_text("rest:\n")
        port = free_port()
        door = ("--interface", HOST, "--port", str(port), "--credentials", str(credentials))
        environment = {**self.environment, "MEND_DATA_DIR": str(work / "data")}
        return Server((*self.serving, *door), self.folder, environment, work / "server.log", port)


def starter(work: Path, environ: Mapping[str, str]) -> Bot:
    """Rasa's starter bot as `rasa init` makes and trains it, in `work`."""
    folder = work / "starter"
    folder.mkdir(parents=True)
    return Bot(
        name="The starter bot",
        folder=folder,
        # Lays out a few files and trains.
        training=(sys.executable, "-m", "rasa", "init", "--no-prompt"),
        serving=(sys.executable, "-m", "rasa", "run"),
        talk=(
            "hi",
            "I am sad",
            "yes",
            "are you a bot?",
            "hello",
            "I feel very bad",
            "no",
            "hey",
            "I am feeling great",
            "bye",
        ),
        environment=_environment(environ, work),
    )


def mend(work: Path, environ: Mapping[str, str]) -> Bot:
    """Mend from this project's files, with a model of its own in `work`."""
    return Bot(
        name="Mend",
        folder=PROJECT,
        training=(
            *(sys.executable, "-m", "bot", "rasa", "train", "--force"),
            *("--data", "data/nlu", "data/stories", "--out", str(work), "--fixed-model-name", "mend"),
        ),
        serving=(sys.executable, "-m", "bot", "rasa", "run", "--model", str(work / "mend.tar.gz")),
        talk=(
            "hi",
            "I cheated on my wife",
            "she asks me the same questions every day",
            "how do I apologise",
            "why this",
            "I feel so ashamed",
            "what do I say now",
            "how long will it take",
            "thank you",
            "bye",
        ),
        environment=_environment(environ, work),
    )


LONG_TALK = (
    "she doesn't believe a word I say",
    "how do I apologise",
    "what do I say now",
    "I feel so ashamed",
    "how long will it take",
)
"""What is said to Mend over and over in one long talk."""


def _environment(environ: Mapping[str, str], work: Path) -> dict[str, str]:
    """The environment for either bot: the host's, without what is the host's own business."""
    kept = {name: value for name, value in environ.items() if not name.startswith(_OF_THE_HOST)}
    # A cache of Rasa would spare one of them a part of its training.
    return {**kept, "RASA_CACHE_DIRECTORY": str(work / "cache")}
