"""Journal: what was received is answered once, what was said is sent once."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from bot.stores.journal import KEPT_SECONDS, AlreadyDone, Draft, Journal, Turn, Update
from bot.stores.tables import outbox, updates
from bot.stores.tracker_store import MendTrackerStore

SAY = Draft("sendMessage", {"chat_id": 1, "text": "private words"})


def _rows(store: MendTrackerStore, table: sa.Table) -> list[sa.engine.Row]:
    with store.database.read() as connection:
        return list(connection.execute(sa.select(table)))


def test_a_repeated_update_is_dropped(journal: Journal) -> None:
    """Only the first arrival of a number counts, also inside one batch and after it is done."""
    first = journal.store([Update(5, 1, {"n": 1}), Update(5, 1, {"n": 2}), Update(6, 1, {"n": 3})])
    assert [update.update_id for update in first] == [5, 6]
    journal.finish(Turn((5, 6), 1))
    assert journal.store([Update(5, 1, {"n": 1})]) == []
    assert journal.waiting(1, 10) == []


def test_updates_wait_per_chat_in_their_order(journal: Journal) -> None:
    """A chat's updates come by number, and the longest waiting chat comes first."""
    journal.store([Update(9, 2, {}), Update(7, 1, {"a": "\0\ud83d"}), Update(8, 2, {}), Update(10, 1, {})])
    assert journal.waiting_chats() == [1, 2]
    assert [update.update_id for update in journal.waiting(2, 10)] == [8, 9]
    assert [update.update_id for update in journal.waiting(1, 1)] == [7]
    assert journal.waiting(1, 1)[0].body == {"a": "\0\ud83d"}


def test_an_update_without_a_chat_is_kept_by_number_only(store: MendTrackerStore) -> None:
    """What nobody can be answered for is never worked off, and its content is not kept."""
    assert store.journal.store([Update(5, None, {"secret": "words"})]) == []
    assert store.journal.waiting_chats() == []
    assert [(row.update_id, row.body) for row in _rows(store, updates)] == [(5, "")]


def test_a_finished_update_keeps_no_words(store: MendTrackerStore) -> None:
    """Once a turn is done only numbers are left of what was said."""
    store.journal.store([Update(5, 1, {"text": "private words"})])
    store.journal.finish(Turn((5,), 1, [SAY]))
    row = store.journal.next_unsent(1)
    assert row is not None
    store.journal.mark_sending(row.id)
    store.journal.mark_sent(row.id)
    assert "private" not in str(_rows(store, updates)) + str(_rows(store, outbox))


def test_an_update_is_finished_once(journal: Journal) -> None:
    """The second turn that answers an update is refused as a whole."""
    journal.store([Update(5, 1, {}), Update(6, 1, {})])
    journal.finish(Turn((5,), 1, [SAY]))
    with pytest.raises(AlreadyDone):
        journal.finish(Turn((5, 6), 1, [SAY]))
    assert [update.update_id for update in journal.waiting(1, 10)] == [6]


def test_replies_leave_in_the_order_in_which_they_were_said(journal: Journal) -> None:
    """Across turns and within one the outbox keeps the order."""
    journal.store([Update(5, 1, {}), Update(6, 1, {})])
    journal.finish(Turn((5,), 1, [Draft("m", {"n": 1}), Draft("m", {"n": 2})]))
    journal.finish(Turn((6,), 1, [Draft("m", {"n": 3})]))
    said = []
    while (row := journal.next_unsent(1)) is not None:
        said.append(row.draft.parameters["n"])
        journal.mark_sent(row.id)
    assert said == [1, 2, 3]


def test_after_a_crash_what_was_on_its_way_counts_as_delivered(journal: Journal) -> None:
    """Pending rows are sent after a start, the one that was leaving is not sent again."""
    journal.finish(Turn((), 1, [Draft("m", {"n": 1}), Draft("m", {"n": 2})]))
    row = journal.next_unsent(1)
    assert row is not None
    journal.mark_sending(row.id)
    journal.recover()
    rest = journal.next_unsent(1)
    assert rest is not None
    assert rest.draft.parameters["n"] == 2


def test_a_call_that_did_not_get_through_is_made_again(journal: Journal) -> None:
    """Set back to pending it is the next one again."""
    journal.finish(Turn((), 1, [SAY]))
    row = journal.next_unsent(1)
    assert row is not None
    journal.mark_sending(row.id)
    assert journal.next_unsent(1) is None
    journal.mark_pending(row.id)
    assert journal.next_unsent(1) == row


def test_a_chat_that_is_gone_leaves_the_others_alone(journal: Journal) -> None:
    """Dropping a chat gives up its rows only."""
    journal.finish(Turn((), 1, [SAY]))
    journal.finish(Turn((), 2, [SAY]))
    journal.drop_chat(1)
    assert journal.unsent_chats() == [2]


def test_a_pressed_button_is_remembered(journal: Journal) -> None:
    """A button counts as pressed from the moment when its turn is done."""
    journal.store([Update(5, 1, {}, press="mark")])
    assert not journal.was_pressed("mark")
    journal.finish(Turn((5,), 1))
    assert journal.was_pressed("mark")


def test_a_chat_is_known_once_it_was_spoken_to(journal: Journal) -> None:
    """A group that was declined is not declined again."""
    assert not journal.was_addressed(-5)
    journal.finish(Turn((), -5, [SAY]))
    assert journal.was_addressed(-5)


def test_ids_are_forgotten_after_two_weeks(store: MendTrackerStore) -> None:
    """Old and settled rows go; what still waits stays, however old."""
    store.journal.store([Update(5, 1, {}), Update(6, 1, {})])
    store.journal.finish(Turn((5,), 1, [SAY, SAY]))
    row = store.journal.next_unsent(1)
    assert row is not None
    store.journal.mark_sent(row.id)
    store.journal.purge(time.time() + KEPT_SECONDS - 60)
    assert len(_rows(store, updates)) == 2
    store.journal.purge(time.time() + KEPT_SECONDS + 60)
    assert [row.update_id for row in _rows(store, updates)] == [6]
    assert [row.state for row in _rows(store, outbox)] == ["pending"]
