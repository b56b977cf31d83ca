"""Both bots are trained and started alike, and away from the host's own data."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.bots import mend, starter
from bench.errors import BenchError
from bot.settings import PROJECT
from tests.bench.bots import fake_bot

HOST = {
    "PATH": "/bin",
    "MEND_DATABASE_URL": "postgresql://host/talks",
    "MEND_DATA_DIR": "/home/host/mend",
    "TELEGRAM_BOT_TOKEN": "token",
    "RASA_CACHE_DIRECTORY": "/home/host/cache",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def test_the_hosts_conversations_are_out_of_reach(tmp_path: Path) -> None:
    """Neither bot gets to know the host's database or token, nor a cache that spares it training."""
    for make in (mend, starter):
        bot = make(tmp_path / make.__name__, HOST)
        assert "MEND_DATABASE_URL" not in bot.environment
        assert "TELEGRAM_BOT_TOKEN" not in bot.environment
        assert bot.environment["RASA_CACHE_DIRECTORY"].startswith(str(tmp_path))


def test_both_have_the_same_environment(tmp_path: Path) -> None:
    """No setting favours one of them."""
    one, other = (make(tmp_path / make.__name__, HOST).environment for make in (mend, starter))
    assert {**one, "RASA_CACHE_DIRECTORY": ""} == {**other, "RASA_CACHE_DIRECTORY": ""}
    assert one["TF_CPP_MIN_LOG_LEVEL"] == "3"


def test_both_are_asked_equally_often(tmp_path: Path) -> None:
    """Talks are of one length, as a turn costs more late in a talk."""
    ours, theirs = (make(tmp_path / make.__name__, HOST) for make in (mend, starter))
    assert len(ours.talk) == len(theirs.talk)


def test_the_starter_bot_is_rasas_own(tmp_path: Path) -> None:
    """It is made by Rasa in an empty folder, and served without a change to it."""
    bot = starter(tmp_path / "work", HOST)
    assert bot.training[1:] == ("-m", "rasa", "init", "--no-prompt")
    assert bot.serving[1:] == ("-m", "rasa", "run")
    assert list(bot.folder.iterdir()) == []


def test_mend_is_served_from_the_project(tmp_path: Path) -> None:
    """Its endpoints, actions and wording are those of the project, its model one trained in the bench."""
    bot = mend(tmp_path, HOST)
    assert bot.folder == PROJECT
    assert bot.serving[1:5] == ("-m", "bot", "rasa", "run")
    assert bot.serving[-1] == str(tmp_path / "mend.tar.gz")


def test_a_server_opens_one_door_on_loopback(tmp_path: Path) -> None:
    """Only the REST channel is open, only to this machine, and the store is in a temporary folder."""
    server = fake_bot("Mend", tmp_path).server(tmp_path / "work")
    assert (tmp_path / "work" / "credentials.yml").read_text() == "rest:\n"
    assert server._command[-6:-4] == ["--interface", "127.0.0.1"]
    assert server._environment["MEND_DATA_DIR"] == str(tmp_path / "work" / "data")


def test_training_is_timed(tmp_path: Path) -> None:
    """The time covers the whole command."""
    assert fake_bot("Mend", tmp_path, training="import time; time.sleep(0.2)").train(tmp_path) > 0.2


def test_a_failed_training_is_told(tmp_path: Path) -> None:
    """What the training said last is shown."""
    bot = fake_bot("Mend", tmp_path, training="raise SystemExit('There is no data.')")
    with pytest.raises(BenchError, match=r"Mend cannot be trained .status 1.:\nThere is no data"):
        bot.train(tmp_path)
