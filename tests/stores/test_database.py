"""Database: opened with care, or a clear sentence why not."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.stores import database as module
from bot.stores.database import Database

_WORDS = "private" + " words"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _insert_and_fail(opened: Database) -> None:
    with opened.write() as connection:
        connection.exec_driver_sql("INSERT INTO mend_test_table VALUES (1)")
        connection.exec_driver_sql("nonsense")


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """Directory, database and its helper files are closed to others, whatever the umask."""
    old = os.umask(0)
    try:
        opened = Database(f"sqlite:///{tmp_path / 'a' / 'mend.db'}")
    finally:
        os.umask(old)
    assert _mode(tmp_path / "a") == 0o700
    assert {_mode(file) for file in (tmp_path / "a").iterdir()} == {0o600}
    opened.close()


def test_an_open_file_is_closed_to_others(tmp_path: Path) -> None:
    """A database that others could read until now is for its owner only afterwards."""
    (tmp_path / "mend.db").touch(mode=0o644)
    Database(f"sqlite:///{tmp_path / 'mend.db'}").close()
    assert _mode(tmp_path / "mend.db") == 0o600


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("not a url with secret", "cannot be read"),
        ("mysql://u:secret@localhost/x", "must be SQLite or PostgreSQL"),
        ("sqlite://", "must be a file"),
        ("sqlite:////proc/secret-less/mend.db", "cannot be opened"),
        ("postgresql://u:secret@127.0.0.1:1/x", "cannot be opened"),
        ("postgres://u:secret@127.0.0.1:1/x", "cannot be opened"),
    ],
)
def test_a_store_that_cannot_be_opened_says_why(url: str, words: str) -> None:
    """The sentence names the fault and never holds a password."""
    with pytest.raises(StoreError, match=words) as caught:
        Database(url)
    assert "secret@" not in str(caught.value)
    assert "with secret" not in str(caught.value)


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    """What is no database stays as it is."""
    path = tmp_path / "mend.db"
    path.write_bytes(b"something else" * 200)
    with pytest.raises(StoreError, match="cannot be opened"):
        Database(f"sqlite:///{path}")
    assert path.read_bytes() == b"something else" * 200


def test_errors_do_not_show_what_was_stored(url: str) -> None:
    """An SQL error holds the statement but not a person's words."""
    opened = Database(url)
    with pytest.raises(sa.exc.SQLAlchemyError) as caught, opened.write() as connection:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:words)"), {"words": _WORDS})
    shown = "".join(traceback.format_exception(caught.type, caught.value, caught.tb))
    assert "private words" not in shown
    opened.close()


def test_a_failed_transaction_leaves_nothing(url: str) -> None:
    """Either all of a transaction is kept or none of it."""
    opened = Database(url)
    with opened.write() as connection:
        connection.exec_driver_sql("CREATE TABLE mend_test_table (n INTEGER)")
    with pytest.raises(sa.exc.SQLAlchemyError):
        _insert_and_fail(opened)
    with opened.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM mend_test_table").scalar() == 0
    with opened.write() as connection:
        connection.exec_driver_sql("DROP TABLE mend_test_table")
    opened.close()


def test_one_process_serves_from_a_store(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second claim is refused until the first one is let go."""
    monkeypatch.setattr(module, "CLAIM_SECONDS", 0.3)
    first, second = Database(url), Database(url)
    first.claim()
    first.claim()
    with pytest.raises(StoreError, match="Another process"):
        second.claim()
    first.close()
    second.claim()
    second.close()


def test_the_claim_ends_with_a_killed_process(url: str) -> None:
    """After SIGKILL the next process can serve at once."""
    code = (
        "import os, signal, sys; from bot.stores.database import Database;"
        "d = Database(sys.argv[1]); d.claim(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, url], check=False, timeout=60)
    opened = Database(url)
    opened.claim()
    opened.close()
