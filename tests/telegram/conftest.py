"""A server double, a store and a running channel with a small dialogue of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from bot.stores.tracker_store import MendTrackerStore
from tests.stores.databases import KINDS, fresh_url
from tests.telegram.echo import Echo
from tests.telegram.running import Running, start_service
from tests.telegram.server_double import ServerDouble
from tests.telegram.tiny_bot import train


@pytest.fixture
async def double() -> AsyncIterator[ServerDouble]:
    """A Bot API server."""
    server = ServerDouble()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    return fresh_url(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[MendTrackerStore]:
    """A store on an empty database."""
    opened = MendTrackerStore(Domain.empty(), host=url)
    yield opened
    opened.database.close()


@pytest.fixture(scope="session")
def tiny_bot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny Rasa bot, trained once."""
    directory = tmp_path_factory.mktemp("tiny")
    train(directory)
    return directory


@pytest.fixture
async def running(double: ServerDouble, store: MendTrackerStore) -> AsyncIterator[Running]:
    """The whole channel, polling the double, with a dialogue that echoes."""
    running = start_service(double, store, Echo(store))
    await double.until(lambda: bool(double.called("setMyCommands")))
    yield running
    await asyncio.wait_for(running.stop(), 10)
