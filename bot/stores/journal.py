"""The inbox and the outbox: what Telegram handed over, and what is still to be sent.

    Telegram -> updates -> turn -> (events + outbox + "update done", in one transaction) -> sender -> Telegram

Before that transaction the process may die at any moment: the update is worked off again, from the talk as it
was. After it, the replies stand in the outbox. So no turn is lost and none is done twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.stores.database import Database
from bot.stores.tables import outbox, updates

KEPT_SECONDS = 14 * 24 * 3600
"""How long bare ids are kept, so that an update which Telegram repeats is recognised."""

WAITING, DONE = "waiting", "done"
PENDING, SENDING, SENT, FAILED = "pending", "sending", "sent", "failed"


class AlreadyDone(Exception):
    """The update of this turn was closed before: nothing of the turn may be kept."""


@dataclass(frozen=True)
class Draft:
    """One call to Telegram that is still to be made."""

    method: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Update:
    """An update as it came in."""

    update_id: int
    chat_id: int | None
    body: Mapping[str, Any]
    press: str | None = None
    """Tells a repeated press of one button, where the update is a press."""


@dataclass(frozen=True)
class OutboxRow:
    """A call that waits in the outbox."""

    id: int
    draft: Draft


@dataclass
class Turn:
    """What one turn answers and says, until the tracker store commits both."""

    update_ids: tuple[int, ...]
    chat_id: int
    drafts: list[Draft] = field(default_factory=list)
    committed: bool = False


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)


class Journal:
    """Reads and writes the inbox and the outbox of one database."""

    def __init__(self, database: Database) -> None:
        """Use the given database."""
        self._database = database
        self._dialect = sqlite if database.is_sqlite else postgresql

    # -- inbox

    def store(self, arrived: Sequence[Update]) -> list[Update]:
        """Keep updates, and give back those that are new and wait to be worked off.

        An update without a chat is kept as done: nobody can be answered, but a repeat is recognised.
        """
        new: list[Update] = []
        with self._database.write() as connection:
            for update in arrived:
                waits = update.chat_id is not None
                row = {
                    "update_id": update.update_id,
                    "chat_id": update.chat_id,
                    "state": WAITING if waits else DONE,
                    "press": update.press,
                    "received_at": time.time(),
                    "body": json.dumps(update.body) if waits else "",
                }
                statement = self._dialect.insert(updates).values(**row).on_conflict_do_nothing()
                if connection.execute(statement).rowcount and waits:
                    new.append(update)
        return new

    def waiting_chats(self) -> list[int]:
        """Name the chats that have updates to work off, the longest waiting first."""
        query = (
            sa.select(updates.c.chat_id)
            .where(updates.c.state == WAITING)
            .group_by(updates.c.chat_id)
            .order_by(sa.func.min(updates.c.update_id))
        )
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def waiting(self, chat_id: int, limit: int) -> list[Update]:
        """Give the next updates of a chat in their order."""
        query = (
            sa.select(updates.c.update_id, updates.c.chat_id, updates.c.body, updates.c.press)
            .where(updates.c.chat_id == chat_id, updates.c.state == WAITING)
            .order_by(updates.c.update_id)
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Update(row.update_id, row.chat_id, json.loads(row.body), row.press) for row in rows]

    def was_pressed(self, press: str) -> bool:
        """Tell whether a turn already answered this button."""
        query = sa.select(updates.c.update_id).where(updates.c.press == press, updates.c.state == DONE)
        with self._database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def was_addressed(self, chat_id: int) -> bool:
        """Tell whether anything was ever said to this chat, as far back as ids are kept."""
        query = sa.select(outbox.c.id).where(outbox.c.chat_id == chat_id)
        with self._database.read() as connection:
            return connection.execute(query.limit(1)).first() is not None

    # -- a turn's end

    def finish(self, turn: Turn) -> None:
        """Close a turn that the dialogue took no part in: its replies and "done", together."""
        with self._database.write() as connection:
            self.finish_within(connection, turn)
        turn.committed = True

    def finish_within(self, connection: Connection, turn: Turn) -> None:
        """Write the turn's replies and "done" into a transaction that somebody else commits.

        Raises:
            AlreadyDone: One of the updates was closed in the meantime; the transaction must not be kept.
        """
        if turn.update_ids:
            closed = connection.execute(
                sa.update(updates)
                .where(updates.c.update_id.in_(turn.update_ids), updates.c.state == WAITING)
                .values(state=DONE, body="")
            )
            if closed.rowcount != len(turn.update_ids):
                raise AlreadyDone
        rows = [
            {
                "update_id": turn.update_ids[-1] if turn.update_ids else None,
                "sequence": sequence,
                "chat_id": turn.chat_id,
                "method": draft.method,
                "parameters": json.dumps(draft.parameters),
                "state": PENDING,
                "created_at": time.time(),
            }
            for sequence, draft in enumerate(turn.drafts)
        ]
        if rows:
            connection.execute(sa.insert(outbox), rows)

    # -- outbox

    def recover(self) -> None:
        """After a start: what was on its way when the process died counts as delivered."""
        self._settle(outbox.c.state == SENDING, SENT)

    def unsent_chats(self) -> list[int]:
        """Name the chats that wait for replies."""
        query = (
            sa.select(outbox.c.chat_id)
            .where(outbox.c.state == PENDING)
            .group_by(outbox.c.chat_id)
            .order_by(sa.func.min(outbox.c.id))
        )
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def next_unsent(self, chat_id: int) -> OutboxRow | None:
        """Give the next call for a chat."""
        query = (
            sa.select(outbox.c.id, outbox.c.method, outbox.c.parameters)
            .where(outbox.c.chat_id == chat_id, outbox.c.state == PENDING)
            .order_by(outbox.c.id)
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return OutboxRow(row.id, Draft(row.method, json.loads(row.parameters))) if row else None

    def mark_sending(self, row_id: int) -> None:
        """Note that a call is about to leave. A restart takes it as delivered from here on."""
        self._mark(row_id, SENDING)

    def mark_pending(self, row_id: int) -> None:
        """Note that a call did not get through and is to be made again."""
        self._mark(row_id, PENDING)

    def mark_sent(self, row_id: int) -> None:
        """Note that a call got through, and blank its text."""
        self._settle(outbox.c.id == row_id, SENT)

    def mark_failed(self, row_id: int) -> None:
        """Give a call up, and blank its text."""
        self._settle(outbox.c.id == row_id, FAILED)

    def drop_chat(self, chat_id: int) -> None:
        """Give up all calls for a chat that cannot be reached."""
        waits = outbox.c.state.in_((PENDING, SENDING))
        self._settle(sa.and_(outbox.c.chat_id == chat_id, waits), FAILED)

    # -- forgetting

    def purge(self, now: float) -> None:
        """Forget ids that are older than two weeks and have nothing left to do."""
        limit = now - KEPT_SECONDS
        with self._database.write(durable=False) as connection:
            connection.execute(
                sa.delete(updates).where(updates.c.state == DONE, updates.c.received_at < limit)
            )
            settled = outbox.c.state.in_((SENT, FAILED))
            connection.execute(sa.delete(outbox).where(settled, outbox.c.created_at < limit))

    def _mark(self, row_id: int, state: str) -> None:
        with self._database.write(durable=False) as connection:
            connection.execute(sa.update(outbox).where(outbox.c.id == row_id).values(state=state))

    def _settle(self, condition: Any, state: str) -> None:
        with self._database.write(durable=False) as connection:
            connection.execute(sa.update(outbox).where(condition).values(state=state, parameters=""))


def forget_chat(connection: Connection, chat_ids: Iterable[int]) -> None:
    """Erase all that inbox and outbox hold about chats.

    The bare numbers of their updates stay, with nothing that leads to a person, so that an update which
    Telegram repeats does not begin the talk anew.
    """
    ids = list(chat_ids)
    connection.execute(
        sa.update(updates)
        .where(updates.c.chat_id.in_(ids))
        .values(chat_id=None, state=DONE, body="", press=None)
    )
    connection.execute(sa.delete(outbox).where(outbox.c.chat_id.in_(ids)))
