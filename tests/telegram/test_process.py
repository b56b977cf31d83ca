"""A real process against the server double: killed at any moment, nothing is lost, doubled or out of order.

MEND_TEST_SERVER may hold a command line that serves another bot (the real one: "./mend telegram"). Whatever
the bot says, what its users saw is compared with what its own store says it answered.
"""

from __future__ import annotations

import asyncio
import os
import random
import shlex
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from bot.settings import PROJECT
from bot.stores.tables import outbox, updates
from bot.stores.tracker_store import MendTrackerStore
from tests.stores.databases import KINDS, fresh_url
from tests.telegram.server_double import TOKEN, Fault, ServerDouble
from tests.telegram.serving import free_port

CHATS, MESSAGES, KILLS = 20, 6, 6
START_SECONDS = 120


class Server:
    """A serving process that can be killed and started again."""

    def __init__(self, double: ServerDouble, directory: Path, url: str, token: str = TOKEN) -> None:
        own = shlex.join([sys.executable, "-m", "tests.telegram.serve_tiny", str(directory)])
        self.command = shlex.split(os.environ.get("MEND_TEST_SERVER") or own)
        self.environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_API_URL": double.url,
            "MEND_DATABASE_URL": url,
            "MEND_PORT": str(free_port()),
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> asyncio.subprocess.Process:
        """Start it; it is its own group, as the command may be a shell that starts another."""
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=PROJECT,
            env=self.environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        return self.process

    async def polls(self, double: ServerDouble) -> None:
        """Wait until it asks for updates; where it ends instead, show what it said."""
        process = self.process
        assert process is not None
        await double.until(
            lambda: bool(double.called("deleteWebhook")) or process.returncode is not None, START_SECONDS
        )
        assert process.returncode is None, (await self.end())[1]

    async def end(self, how: signal.Signals = signal.SIGKILL) -> tuple[int, str]:
        """End it, and give its exit code and what it said."""
        assert self.process is not None
        if self.process.returncode is None:
            os.killpg(self.process.pid, how)
        _, said = await asyncio.wait_for(self.process.communicate(), 60)
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()

    async def wait(self, seconds: float) -> tuple[int, str]:
        """Wait until it ends by itself."""
        assert self.process is not None
        _, said = await asyncio.wait_for(self.process.communicate(), seconds)
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()


class _Moment:
    """When to kill: while turns are worked off, or while their answers are delivered."""

    def __init__(self, double: ServerDouble, chance: random.Random, is_delivery: bool) -> None:
        self._double = double
        self._messages = len(double.messages) + (chance.choice([1, 5, 10, 15]) if is_delivery else 0)
        self._polls = double.handed_out + (0 if is_delivery else 1)
        self._later = chance.uniform(0, 0.15 if is_delivery else 0.6)

    async def comes(self) -> None:
        """Wait for it."""
        double = self._double
        await double.until(lambda: double.handed_out >= self._polls, START_SECONDS)
        await double.until(lambda: len(double.messages) >= self._messages, START_SECONDS)
        await asyncio.sleep(self._later)


@asynccontextmanager
async def _serving(double: ServerDouble, tiny_bot: Path, url: str) -> AsyncIterator[Server]:
    server = Server(double, tiny_bot, url)
    await server.start()
    try:
        yield server
    finally:
        await server.end()


def _unfinished(store: MendTrackerStore) -> int:
    with store.database.read() as connection:
        waiting = sa.select(sa.func.count()).where(updates.c.state == "waiting")
        unsent = sa.select(sa.func.count()).where(outbox.c.state.in_(("pending", "sending")))
        return int(connection.execute(waiting).scalar_one() + connection.execute(unsent).scalar_one())


@pytest.mark.parametrize("kind", KINDS)
async def test_sigkill_at_any_moment_neither_loses_nor_doubles(
    double: ServerDouble, tiny_bot: Path, tmp_path: Path, kind: str
) -> None:
    """Twenty people write while the process is killed again and again; each is answered once, in order."""
    url = fresh_url(kind, tmp_path)
    chance = random.Random(7)
    double.faults.append(Fault("sendMessage", "slow", times=40, seconds=0.2))
    said: dict[int, list[str]] = {chat_id: [] for chat_id in range(1, CHATS + 1)}
    async with _serving(double, tiny_bot, url) as server:
        await server.polls(double)
        for round_number in range(KILLS):
            moment = _Moment(double, chance, is_delivery=round_number % 2 == 1)
            for chat_id, texts in said.items():
                texts.append(f"chat {chat_id} message {round_number}")
                double.say(chat_id, texts[-1])
            await moment.comes()
            await server.end(signal.SIGKILL)
            await server.start()
        await double.until(lambda: not double.updates, START_SECONDS)
        store = MendTrackerStore(Domain.empty(), host=url)
        await double.until(lambda: _unfinished(store) == 0, START_SECONDS)
        await asyncio.sleep(1)
        code, log = await server.end(signal.SIGTERM)
    assert code in (0, -signal.SIGTERM), log
    for chat_id, texts in said.items():
        tracker = await store.retrieve_full_tracker(f"telegram-{chat_id}")
        assert tracker is not None
        heard = [event.text or "" for event in tracker.events if isinstance(event, UserUttered)]
        assert "\n".join(heard).split("\n") == texts
        answers = [event.text or "" for event in tracker.events if isinstance(event, BotUttered)]
        assert double.seen(chat_id) == answers
        assert len(answers) >= len(heard)
    store.database.close()


async def test_a_second_process_on_the_same_store_ends_with_a_sentence(
    double: ServerDouble, tiny_bot: Path, tmp_path: Path
) -> None:
    """It does not send what the first one is about to send."""
    url = fresh_url("sqlite", tmp_path)
    async with _serving(double, tiny_bot, url) as server:
        await server.polls(double)
        second = Server(double, tiny_bot, url)
        await second.start()
        code, said = await second.wait(START_SECONDS)
    assert code == 1
    assert "Another process is already serving" in said.splitlines()[-1]


async def test_a_wrong_token_ends_the_process_with_a_sentence(
    double: ServerDouble, tiny_bot: Path, tmp_path: Path
) -> None:
    """The last line says what to do, the exit code is 1, and no traceback buries it."""
    server = Server(double, tiny_bot, fresh_url("sqlite", tmp_path), token="1:wrong")
    await server.start()
    code, said = await server.wait(START_SECONDS)
    assert code == 1
    assert "TELEGRAM_BOT_TOKEN" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert "1:wrong" not in said


async def test_a_store_that_cannot_be_opened_ends_the_process(
    double: ServerDouble, tiny_bot: Path, tmp_path: Path
) -> None:
    """It does not serve from memory instead."""
    (tmp_path / "mend.db").write_bytes(b"no database at all" * 100)
    server = Server(double, tiny_bot, f"sqlite:///{tmp_path / 'mend.db'}")
    await server.start()
    code, said = await server.wait(START_SECONDS)
    assert code != 0
    assert "cannot be opened" in said
    assert not double.called("getMe")


async def test_a_stop_is_quick_and_clean(double: ServerDouble, tiny_bot: Path, tmp_path: Path) -> None:
    """SIGTERM ends the process within seconds and without an error, also while it polls."""
    async with _serving(double, tiny_bot, fresh_url("sqlite", tmp_path)) as server:
        await server.polls(double)
        double.say(1, "hi there")
        await double.until(lambda: bool(double.messages))
        code, said = await asyncio.wait_for(server.end(signal.SIGTERM), 10)
    assert code == 0
    assert "Traceback" not in said
