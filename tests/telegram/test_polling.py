"""Poller: stored first, acknowledged after, and never silently dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.errors import TelegramError
from bot.telegram import polling as polling_module
from bot.telegram.api import TelegramApi
from bot.telegram.polling import Poller
from bot.telegram.tasks import end_tasks
from tests.telegram.server_double import TOKEN, Fault, ServerDouble


class Inbox:
    """Takes batches, or fails to."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.failures = 0

    def __call__(self, batch: list[Any]) -> None:
        if self.failures:
            self.failures -= 1
            raise OperationalError("x", {}, Exception())
        self.batches.append([update["update_id"] for update in batch])

    @property
    def ids(self) -> list[int]:
        return [update_id for batch in self.batches for update_id in batch]


Start = Callable[..., "asyncio.Task[None]"]


@pytest.fixture
async def start(double: ServerDouble, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    """Starts pollers and ends them after the test."""
    monkeypatch.setattr(polling_module, "growing_pause", lambda _failures: 0.02)
    apis: list[TelegramApi] = []
    tasks: list[asyncio.Task[None]] = []

    def begin(inbox: Inbox, token: str = TOKEN, conflict_seconds: float = 40) -> asyncio.Task[None]:
        apis.append(TelegramApi(token, double.url, timeout=2))
        poller = Poller(apis[-1], inbox, poll_seconds=1, conflict_seconds=conflict_seconds)
        tasks.append(asyncio.create_task(poller.run()))
        return tasks[-1]

    yield begin
    await end_tasks(tasks)
    for api in apis:
        await api.close()


async def test_updates_come_once_and_are_acknowledged(double: ServerDouble, start: Start) -> None:
    """Each update is handed on once and then forgotten by Telegram."""
    inbox = Inbox()
    start(inbox)
    ids = [double.say(1, "a"), double.say(1, "b")]
    await double.until(lambda: not double.updates)
    ids.append(double.say(1, "c"))
    await double.until(lambda: not double.updates)
    assert inbox.ids == ids


async def test_nothing_is_acknowledged_before_it_is_stored(double: ServerDouble, start: Start) -> None:
    """While the store fails, Telegram keeps the updates and hands them over again."""
    inbox = Inbox()
    inbox.failures = 3
    ids = [double.say(1, "a"), double.say(1, "b")]
    start(inbox)
    await double.until(lambda: inbox.failures == 0)
    await double.until(lambda: not double.updates)
    assert inbox.ids == ids


async def test_ids_may_start_anew(double: ServerDouble, start: Start) -> None:
    """After a quiet week Telegram counts from a lower number: those updates arrive as well."""
    inbox = Inbox()
    start(inbox)
    double.updates.append({"update_id": 9_000_000})
    double._arrived.set()
    await double.until(lambda: not double.updates)
    await asyncio.sleep(1.2)
    double.updates.append({"update_id": 17})
    double._arrived.set()
    await double.until(lambda: inbox.ids == [9_000_000, 17])


@pytest.mark.parametrize(
    "fault",
    [
        Fault("getUpdates", "status", times=3, status=502, description="<html>"),
        Fault("getUpdates", "drop_before", times=3),
        Fault("getUpdates", "drop_after", times=2),
        Fault("getUpdates", "status", times=1, status=429, retry_after=1),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
async def test_faults_are_lived_through(double: ServerDouble, start: Start, fault: Fault) -> None:
    """Server errors, broken connections and flood control cost time, not updates."""
    double.faults.append(Fault(**fault.__dict__))
    inbox = Inbox()
    update_id = double.say(1, "a")
    start(inbox)
    await double.until(lambda: not double.updates)
    assert inbox.ids == [update_id]


@pytest.mark.parametrize("token", ["1:wrong", "malformed"])
async def test_a_wrong_token_ends_polling_with_a_sentence(
    double: ServerDouble, start: Start, token: str
) -> None:
    """401 and 404 are not lived through in silence."""
    with pytest.raises(TelegramError, match="TELEGRAM_BOT_TOKEN"):
        await asyncio.wait_for(start(Inbox(), token), 5)


async def test_a_poll_left_hanging_by_a_killed_process_is_borne(double: ServerDouble, start: Start) -> None:
    """A few conflicts in a row are no second process."""
    double.faults.append(Fault("getUpdates", "status", times=2, status=409, description="Conflict"))
    inbox = Inbox()
    start(inbox, conflict_seconds=1)
    update_id = double.say(1, "a")
    await double.until(lambda: inbox.ids == [update_id])


async def test_a_second_process_is_noticed(double: ServerDouble, start: Start) -> None:
    """Where two poll with one token, at least one of them says so and ends."""
    tasks = [start(Inbox(), conflict_seconds=1), start(Inbox(), conflict_seconds=1)]
    done, _ = await asyncio.wait(tasks, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    with pytest.raises(TelegramError, match="Another process is using this token"):
        await done.pop()
