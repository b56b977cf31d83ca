"""The command line."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from types import SimpleNamespace

import pytest

from bot.errors import SettingsError, StoreError
from bot.launcher import chat, cli, telegram
from bot.settings import PROJECT


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """The modules that were handed over to, in place of running them."""
    calls: list[tuple[str, object]] = []

    def handed(name: str) -> SimpleNamespace:
        def run(arguments: object) -> int:
            calls.append((name.rpartition(".")[2], arguments))
            return 7

        return SimpleNamespace(run=run)

    monkeypatch.setattr("importlib.import_module", handed)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    return calls


@pytest.mark.parametrize(
    ("arguments", "module"),
    [
        ([], "chat"),
        (["--jsonl"], "chat"),
        (["chat"], "chat"),
        (["telegram"], "telegram"),
        (["serve"], "telegram"),
        (["train"], "train"),
        (["understand", "he", "lied"], "understand"),
        (["guidance"], "guidance"),
    ],
)
def test_each_command_has_its_module(
    called: list[tuple[str, object]], arguments: list[str], module: str
) -> None:
    """A command is handed over, and its status is the program's."""
    assert cli.main(arguments) == 7
    assert [name for name, _ in called] == [module]


def test_with_a_token_it_serves_telegram(
    called: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a command a token means Telegram; an empty one does not."""
    for token in ("1:a", " "):
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
        cli.main([])
    assert [name for name, _ in called] == ["telegram", "chat"]


@pytest.mark.parametrize("command", ["rasa", "test", "bench"])
def test_some_commands_take_whatever_follows(called: list[tuple[str, object]], command: str) -> None:
    """Options that Mend does not know reach pytest, Rasa and the bench untouched."""
    cli.main([command, "-k", "x", "--help"])
    assert called[0][1] == ["-k", "x", "--help"]


def test_options_of_the_chat(called: list[tuple[str, object]]) -> None:
    """--jsonl and --user reach the chat."""
    cli.main(["chat", "--jsonl", "--user", "ada"])
    options = called[0][1]
    assert isinstance(options, Namespace)
    assert (options.jsonl, options.user) == (True, "ada")


def test_help_shows_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Help goes to the standard output and ends well."""
    assert cli.main(["help"]) == 0
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(shown.count(name) >= 2 for name in cli.COMMANDS)


@pytest.mark.parametrize("arguments", [["nonsense"], ["chat", "--nonsense"]])
def test_what_it_does_not_know_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown command or option is said on the standard error, with help."""
    assert cli.main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "usage: ./mend" in shown.err


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (StoreError("The disk is full."), 1, "The disk is full.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_an_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: BaseException,
    status: int,
    words: str,
) -> None:
    """No traceback: a sentence and status 1, or silence where the person stopped it."""

    def run(_arguments: Namespace) -> int:
        raise fault

    monkeypatch.setattr(chat, "run", run)
    assert cli.main(["chat"]) == status
    assert capsys.readouterr().err == words


def test_a_closed_pipe_ends_quietly() -> None:
    """Output that nobody reads any more is no error."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -c "{_WRITES_MUCH}" | true'],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


_WRITES_MUCH = (
    "import sys; from bot.launcher import cli; "
    "cli._run = lambda _: [print('x' * 1000) for _ in range(1000)] and 0; "
    "sys.exit(cli.main([]))"
)


def test_rasa_is_not_loaded_to_show_help() -> None:
    """What needs no model answers at once."""
    code = (
        "import sys; from bot.launcher import cli; cli.main(['help']); "
        "sys.exit(any(name in sys.modules for name in ('rasa', 'tensorflow', 'prompt_toolkit')))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, check=False).returncode
        == 0
    )


@pytest.mark.parametrize("name", ["../ada", "", "a b", "-ada", "a" * 41, "ada\n"])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    """--user takes a plain name."""
    with pytest.raises(SettingsError, match="--user"):
        chat.run(Namespace(user=name, jsonl=True))


def test_telegram_says_how_to_get_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token the sentence names BotFather."""
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    with pytest.raises(SettingsError, match="BotFather"):
        telegram.run(Namespace())


def test_telegram_says_when_its_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port in use is a sentence with the port and the settings to change."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(
            os, "environ", {"TELEGRAM_BOT_TOKEN": "1:a", "MEND_PORT": str(other.getsockname()[1])}
        )
        with pytest.raises(SettingsError, match="MEND_PORT"):
            telegram.run(Namespace())
