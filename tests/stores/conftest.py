"""What the tests of the stores share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from bot.stores.journal import Journal
from bot.stores.tracker_store import MendTrackerStore
from tests.stores.databases import KINDS, fresh_url
from tests.stores.talks import DOMAIN


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    return fresh_url(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[MendTrackerStore]:
    """A store on an empty database."""
    opened = MendTrackerStore(Domain.from_yaml(DOMAIN), host=url)
    yield opened
    opened.database.close()


@pytest.fixture
def journal(store: MendTrackerStore) -> Journal:
    """The inbox and outbox of the same database."""
    return store.journal
