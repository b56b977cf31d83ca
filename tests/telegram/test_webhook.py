"""Webhook: only Telegram gets in, and what it brings is stored before it is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.settings import Settings
from bot.stores.tracker_store import MendTrackerStore
from bot.telegram.webhook import MAX_BODY_BYTES, add_route
from tests.telegram.echo import Echo
from tests.telegram.running import settings_for, start_service
from tests.telegram.server_double import ServerDouble, message_of
from tests.telegram.serving import serve_blueprint

SECRET = "a-secret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Door:
    """A served webhook and what came in."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.broken = False
        self.url = ""

    def receive(self, batch: list[Any]) -> None:
        if self.broken:
            raise OperationalError("x", {}, Exception())
        self.received += batch

    async def post(self, body: bytes, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {HEADER: secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=body, headers=headers) as response,
        ):
            return response.status


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """The route, served by Sanic."""
    opened = Door()
    async with serve_blueprint(lambda blueprint: add_route(blueprint, SECRET, opened.receive)) as url:
        opened.url = f"{url}/webhook"
        yield opened


async def test_an_update_is_stored_and_answered(door: Door) -> None:
    """With the right secret the update arrives and the answer is 200."""
    assert await door.post(b'{"update_id": 1}') == 200
    assert door.received == [{"update_id": 1}]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "\u00e9"])
async def test_nobody_else_gets_in(door: Door, secret: str | None) -> None:
    """Without the secret nothing is read."""
    assert await door.post(b'{"update_id": 1}', secret) == 403
    assert door.received == []


async def test_a_huge_body_is_refused(door: Door) -> None:
    """No update is that large."""
    assert await door.post(b"x" * (MAX_BODY_BYTES + 1)) == 413
    assert door.received == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"update_id": "1"}'],
    ids=["empty", "open", "list", "without number", "not UTF-8", "too deep", "number as text"],
)
async def test_what_is_no_update_is_not_asked_for_again(door: Door, body: bytes) -> None:
    """It is answered with 200: anything else would make Telegram repeat it for ever."""
    assert await door.post(body) == 200
    assert door.received == []


async def test_what_could_not_be_stored_comes_again(door: Door) -> None:
    """An error status makes Telegram keep the update."""
    door.broken = True
    assert await door.post(b'{"update_id": 1}') == 503


async def test_telegram_is_told_where_to_call(double: ServerDouble, store: MendTrackerStore) -> None:
    """With a public URL the webhook is set with its secret, nothing is polled, and updates are answered."""
    settings: Settings = settings_for(double, public_url="https://mend.example")
    running = start_service(double, store, Echo(store), settings)
    await double.until(lambda: double.webhook is not None)
    assert double.webhook is not None
    assert double.webhook["url"] == "https://mend.example/webhooks/telegram/webhook"
    assert double.webhook["secret_token"] == SECRET
    update = {"update_id": 5, "message": message_of(7, 1, text="hello")}
    running.service.dispatcher.receive([json.loads(json.dumps(update))])
    running.service.dispatcher.receive([update])
    await double.until(lambda: bool(double.seen(7)))
    await asyncio.sleep(0.2)
    assert double.seen(7) == ["heard: hello"]
    assert not double.called("getUpdates")
    await running.stop()
