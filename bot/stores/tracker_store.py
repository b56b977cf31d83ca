"""Rasa's memory of a talk: bounded in what the dialogue sees, whole in what is kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from bot.errors import StoreError
from bot.settings import Settings
from bot.stores.database import Database
from bot.stores.journal import Journal, current_turn, forget_chat
from bot.stores.tables import events, snapshots
from bot.stores.window import KEPT_TAIL_TURNS, MAX_TAIL_TURNS, state_as_events, turn_starts

TELEGRAM_SENDER = "telegram-"
_WINDOW = "mend_window"


@dataclass(frozen=True)
class _Window:
    """How a tracker was put together from what is stored."""

    first_event_id: int
    """The first stored event of the tail."""
    prefix: int
    """Events at the tracker's beginning that stand for everything earlier; they are not stored as events."""
    known: int
    """Events of the tracker, the prefix included, that need not be stored any more."""


class MendTrackerStore(TrackerStore):
    """Keeps talks in the one database.

    `endpoints.yml` names it as `tracker_store: {type: bot.stores.tracker_store.MendTrackerStore}`; a `url`
    beside it overrides the environment's choice.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        """Open the database; the signature is what Rasa's factory calls.

        Raises:
            StoreError: It cannot be opened. Rasa would only fall back to memory later, so it shows here.
        """
        super().__init__(domain, event_broker, **kwargs)
        self.database = Database(host or Settings.from_env(os.environ).store_url)
        self.journal = Journal(self.database)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Give the talk as the dialogue sees it: a short prefix and the last turns whole."""
        with self.database.read() as connection:
            first_event_id, prefix = _read_snapshot(connection, _key(sender_id))
            tail = _read_events(connection, _key(sender_id), first_event_id)
        return self._tracker(sender_id, first_event_id, prefix, tail)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Give the whole talk, from its first event on."""
        with self.database.read() as connection:
            everything = _read_events(connection, _key(conversation_id), 0)
        return self._tracker(conversation_id, 0, [], everything)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new; with a turn's message also its replies and "done", in one transaction.

        Rasa saves an empty tracker at the start of a talk: that stores nothing and ends no turn.
        """
        window: _Window = getattr(tracker, _WINDOW, None) or self._window_of_stranger(tracker.sender_id)
        held = list(tracker.events)
        new = held[window.known :]
        turn = current_turn.get()
        ends_turn = turn is not None and not turn.committed and any(isinstance(e, UserUttered) for e in new)
        if new:
            with self.database.write() as connection:
                connection.execute(sa.insert(events), [_row(tracker.sender_id, event) for event in new])
                self._cut(connection, tracker, held, window)
                if turn is not None and ends_turn:
                    self.journal.finish_within(connection, turn)
        if turn is not None and ends_turn:
            turn.committed = True
        setattr(tracker, _WINDOW, _Window(window.first_event_id, window.prefix, len(held)))
        if self.event_broker is not None and new:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    async def keys(self) -> Iterable[str]:
        """Name all talks."""
        with self.database.read() as connection:
            return list(connection.execute(sa.select(events.c.sender_id).distinct()).scalars())

    async def delete(self, sender_id: str) -> None:
        """Erase all that is held about a person, in every table.

        Call it under the conversation's lock and after the turn: a turn that is under way would store
        what it remembers again.
        """
        key = _key(sender_id)
        with self.database.write() as connection:
            connection.execute(sa.delete(events).where(events.c.sender_id == key))
            connection.execute(sa.delete(snapshots).where(snapshots.c.sender_id == key))
            chat = key.removeprefix(TELEGRAM_SENDER)
            if chat != key and chat.lstrip("-").isdecimal():
                forget_chat(connection, [int(chat)])

    def _tracker(
        self, sender_id: str, first_event_id: int, prefix: Sequence[Any], tail: Sequence[Any]
    ) -> DialogueStateTracker | None:
        if not prefix and not tail:
            return None
        slots = self.domain.slots
        names = {slot.name for slot in slots}
        # A slot of an earlier model that the domain no longer has.
        kept = [event for event in prefix if event["event"] != "slot" or event["name"] in names]
        tracker = DialogueStateTracker.from_events(sender_id, deserialise_events([*kept, *tail]), slots)
        setattr(tracker, _WINDOW, _Window(first_event_id, len(kept), len(tracker.events)))
        return tracker

    def _window_of_stranger(self, sender_id: str) -> _Window:
        """Place a tracker that this store did not hand out: it holds what `retrieve` gives, or nothing."""
        with self.database.read() as connection:
            first_event_id, prefix = _read_snapshot(connection, _key(sender_id))
            query = sa.select(sa.func.count()).where(
                events.c.sender_id == _key(sender_id), events.c.id >= first_event_id
            )
            stored = connection.execute(query).scalar_one()
        return _Window(first_event_id, len(prefix), len(prefix) + stored)

    def _cut(
        self, connection: Connection, tracker: DialogueStateTracker, held: list[Event], window: _Window
    ) -> None:
        """Move the beginning of the tail forward where it has grown long."""
        tail = held[window.prefix :]
        starts = turn_starts(tail)
        if len(starts) <= MAX_TAIL_TURNS:
            return
        boundary = starts[-KEPT_TAIL_TURNS]
        first_event_id = connection.execute(
            sa.select(events.c.id)
            .where(events.c.sender_id == _key(tracker.sender_id), events.c.id >= window.first_event_id)
            .order_by(events.c.id)
            .offset(boundary)
            .limit(1)
        ).scalar_one()
        prefix = state_as_events(held[: window.prefix + boundary], self.domain.slots)
        connection.execute(sa.delete(snapshots).where(snapshots.c.sender_id == _key(tracker.sender_id)))
        connection.execute(
            sa.insert(snapshots).values(
                sender_id=_key(tracker.sender_id),
                first_event_id=first_event_id,
                prefix=json.dumps([event.as_dict() for event in prefix]),
            )
        )


def use_store_directly(agent: Any) -> MendTrackerStore:
    """Take away the wrapper that answers with an empty history, and keeps text in memory, on a fault.

    Raises:
        StoreError: The agent keeps its talks elsewhere.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, MendTrackerStore):
        raise StoreError(
            "endpoints.yml must name bot.stores.tracker_store.MendTrackerStore as its tracker_store:"
            " the Telegram channel keeps its messages there."
        )
    agent.tracker_store = store
    if getattr(agent, "processor", None) is not None:
        agent.processor.tracker_store = store
    return store


def _key(sender_id: str) -> str:
    """Make an id that every database takes: no NUL, no half characters, not too long."""
    return sender_id.encode("utf-8", "replace").decode("utf-8").replace("\0", "")[:255]


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    return {
        "sender_id": _key(sender_id),
        "type_name": event.type_name,
        "timestamp": event.timestamp,
        # As ASCII: PostgreSQL takes neither NUL nor half a character in its plain form.
        "data": json.dumps(event.as_dict()),
    }


def _read_snapshot(connection: Connection, key: str) -> tuple[int, list[Any]]:
    query = sa.select(snapshots.c.first_event_id, snapshots.c.prefix).where(snapshots.c.sender_id == key)
    row = connection.execute(query).first()
    return (row.first_event_id, json.loads(row.prefix)) if row else (0, [])


def _read_events(connection: Connection, key: str, first_event_id: int) -> list[Any]:
    query = (
        sa.select(events.c.data)
        .where(events.c.sender_id == key, events.c.id >= first_event_id)
        .order_by(events.c.id)
    )
    return [json.loads(data) for data in connection.execute(query).scalars()]
