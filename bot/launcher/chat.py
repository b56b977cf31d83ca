"""`./mend chat`: the coach in the terminal, or through a pipe."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from argparse import Namespace
from collections.abc import Iterator

from bot.errors import SettingsError
from bot.launcher.progress import working
from bot.launcher.training import ensure_model
from bot.settings import PROJECT, Settings
from bot.turns import Coach
from coaching.check import check_content

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_STRANGER = "terminal"


def run(arguments: Namespace) -> int:
    """Talk until the input ends or the person leaves."""
    sender_id = _sender_id(arguments.user)
    settings = Settings.from_env(os.environ)
    check_content()
    ensure_model()
    with working("Waking the coach", always=False):
        coach = _load(settings, keep=arguments.user is not None)
    asyncio.run(_talk(coach, sender_id, arguments.jsonl))
    return 0


async def _talk(coach: Coach, sender_id: str, as_jsonl: bool) -> None:
    if as_jsonl:
        from bot.terminal import jsonl

        await jsonl.talk(coach, sender_id, _lines(), sys.stdout.buffer)
    elif sys.stdin.isatty() and sys.stdout.isatty():
        from rich.console import Console

        from bot.terminal import interactive

        await interactive.talk(coach, sender_id, Console(highlight=False), PROJECT / "pictures")
    else:
        from bot.terminal import plain

        await plain.talk(coach, sender_id, _lines(), sys.stdout.buffer)


def _load(settings: Settings, keep: bool) -> Coach:
    from bot.launcher.quiet import quieten_logs

    quieten_logs()
    from bot.action_endpoint import read_endpoints
    from bot.launcher.assistant import load_assistant

    store = None
    if keep:
        from bot.stores.tracker_store import MendTrackerStore

        store = MendTrackerStore(host=settings.store_url)
    return load_assistant(
        PROJECT / "models" / "mend.tar.gz", read_endpoints(str(PROJECT / "endpoints.yml")), store
    )


def _sender_id(user: str | None) -> str:
    if user is None:
        return _STRANGER
    if not _NAME.fullmatch(user):
        raise SettingsError("A name for --user has up to 40 letters, digits, dots, hyphens or underscores.")
    return f"{_STRANGER}-{user}"


def _lines() -> Iterator[str]:
    """The lines of the standard input, whatever the terminal's encoding says."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8-sig", "replace")
