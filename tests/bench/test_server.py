"""A bot as a server: its first answer, its turns and its faults."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.server import Server, free_port
from tests.bench.bots import fake_command


def server(folder: Path, behaviour: str = "answers", heard: Path | None = None) -> Server:
    """A fake server."""
    port = free_port()
    command = (*fake_command(behaviour, heard), "--port", str(port))
    return Server(command, folder, os.environ, folder / "log", port, start_seconds=20)


def test_the_first_answer_counts_from_the_start_of_the_process(tmp_path: Path) -> None:
    """The time covers the start, so it is longer than a turn."""
    with server(tmp_path) as bot:
        first = bot.first_answer("hi")
        assert first > bot.ask("ada", "hi").seconds > 0


def test_a_message_reaches_the_bot(tmp_path: Path) -> None:
    """Sender and text arrive as they were sent."""
    heard = tmp_path / "heard"
    with server(tmp_path, heard=heard) as bot:
        bot.first_answer("hello")
        assert bot.ask("ada", "doesn’t “he” lie?").replies == 1
    assert heard.read_text() == "first: hello\nada: doesn’t “he” lie?\n"


def test_a_turn_without_a_reply_is_seen(tmp_path: Path) -> None:
    """A bot that says nothing at first is no bot to measure."""
    with server(tmp_path, "silent") as bot, pytest.raises(BenchError, match="no answer to its first"):
        bot.first_answer("hi")


def test_a_server_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    """The reason that the server printed is shown."""
    with server(tmp_path, "dies") as bot, pytest.raises(BenchError, match=r"status 1.:\nNo model was found"):
        bot.first_answer("hi")


def test_a_server_that_never_listens_is_given_up(tmp_path: Path) -> None:
    """Waiting for the first answer has an end."""
    deaf = Server(("sleep", "60"), tmp_path, os.environ, tmp_path / "log", free_port(), start_seconds=0.2)
    with deaf, pytest.raises(BenchError, match="did not listen"):
        deaf.first_answer("hi")


@pytest.mark.parametrize(("behaviour", "said"), [("breaks", "status 500"), ("hangs up", "A turn failed")])
def test_a_failing_turn_is_an_error(tmp_path: Path, behaviour: str, said: str) -> None:
    """A turn that fails quickly is never taken for a quick turn."""
    with server(tmp_path, behaviour) as bot, pytest.raises(BenchError, match=said):
        bot.first_answer("hi")
