"""The command line: reads what is asked for and hands over to one module for each command."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from bot.errors import MendError
from bot.launcher.quiet import prepare_environment
from coaching.errors import ContentError

ABOUT = "A coach for the days after trust was broken between two people."
CLOSING = (
    "Without a command: the chat in the terminal, or Telegram where TELEGRAM_BOT_TOKEN is set. "
    "Settings are read from the environment; the README lists them."
)
COMMANDS = {
    "chat": "talk with the coach here; also reads messages from a pipe, one a line",
    "telegram": "serve the coach in Telegram (needs TELEGRAM_BOT_TOKEN)",
    "serve": "the same as telegram",
    "train": "make a new model from the data",
    "understand": "show what the coach understands of a message",
    "guidance": "check the cards of guidance",
    "test": "run every check; what follows goes to pytest, as in: ./mend test -k apology",
    "bench": "measure how well the coach understands and answers",
    "rasa": "Rasa's own command line, as in: ./mend rasa shell",
    "help": "show this",
}
HANDED_OVER = {"rasa": "bot.launcher.rasa_cli", "test": "bot.launcher.checks", "bench": "bot.launcher.bench"}
"""Commands that read their own arguments."""
_MODULES = {"serve": "telegram"}
_INTERRUPTED = 130
_TERMINATED = 143


def main(arguments: Sequence[str]) -> int:
    """Run a command; the exit status."""
    prepare_environment()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows another in its place.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    # As an exception, so that what is under way is cleared up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        status = _run(list(arguments))
        sys.stdout.flush()
        return status
    except (MendError, ContentError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever was reading has gone. Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in HANDED_OVER:
        return int(importlib.import_module(HANDED_OVER[arguments[0]]).run(arguments[1:]))
    parser = _parser()
    if not arguments:
        arguments = [_usual_command()]
    elif arguments[0].startswith("-") and arguments[0] not in ("-h", "--help"):
        arguments = ["chat", *arguments]
    if arguments[0] == "help":
        parser.print_help()
        return 0
    if arguments[0] not in COMMANDS and arguments[0] not in ("-h", "--help"):
        print(f"Mend knows no command {arguments[0]!r}.\n", file=sys.stderr)
        parser.print_help(sys.stderr)
        return 2
    try:
        read = parser.parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    module = importlib.import_module(f"bot.launcher.{_MODULES.get(read.command, read.command)}")
    return int(module.run(read))


def _usual_command() -> str:
    return "telegram" if os.environ.get("TELEGRAM_BOT_TOKEN", "").strip() else "chat"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./mend", description=ABOUT, epilog=CLOSING)
    commands = parser.add_subparsers(dest="command", metavar="command")
    parsers = {
        name: commands.add_parser(name, help=said, description=said) for name, said in COMMANDS.items()
    }
    parsers["chat"].add_argument("--jsonl", action="store_true", help="one JSON object a turn, for programs")
    parsers["chat"].add_argument("--user", metavar="NAME", help="go on with that person's conversation")
    parsers["understand"].add_argument("text", nargs="*", help="the message; asked for where it is left out")
    parsers["understand"].add_argument(
        "--jsonl", action="store_true", help="JSON lines in and out, for programs"
    )
    return parser
