"""Where the stores are tested: SQLite always, PostgreSQL where MEND_TEST_POSTGRES_URL names one."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

from bot.stores.tables import METADATA

POSTGRES_URL = os.environ.get("MEND_TEST_POSTGRES_URL", "")
KINDS = ["sqlite", *(["postgresql"] if POSTGRES_URL else [])]


def fresh_url(kind: str, directory: Path) -> str:
    """Give the URL of an empty database."""
    if kind == "sqlite":
        return f"sqlite:///{directory / 'mend.db'}"
    engine = sa.create_engine(POSTGRES_URL)
    METADATA.drop_all(engine)
    engine.dispose()
    return POSTGRES_URL
