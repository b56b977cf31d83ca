"""MendTrackerStore: what the dialogue sees is bounded and exact, what is kept is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.errors import StoreError
from bot.stores.journal import DONE, AlreadyDone, Draft, Turn, Update, current_turn
from bot.stores.tables import METADATA, updates
from bot.stores.tracker_store import MendTrackerStore, use_store_directly
from bot.stores.window import MAX_TAIL_TURNS, REMEMBERED_TURNS
from tests.stores.talks import DOMAIN, session_start, turn

SENDER = "telegram-42"


async def _talk(store: TrackerStore, first: int, last: int, sender: str = SENDER) -> None:
    for number in range(first, last):
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        opening: list[Event] = session_start() if number == 0 or number % 60 == 33 else []
        carried = [SlotSet(name, value) for name, value in tracker.current_slot_values().items()]
        for event in [*opening, *(carried if opening else []), *turn(number)]:
            tracker.update(event)
        await store.save(tracker)


def _bot_texts(tracker: DialogueStateTracker, turns: int) -> list[str | None]:
    own = [i for i, e in enumerate(tracker.events) if isinstance(e, UserUttered)]
    kept = list(tracker.events)[own[-turns] :]
    return [event.text for event in kept if isinstance(event, BotUttered)]


@pytest.mark.parametrize("length", [1, 9, 11, 23, 47, 64, 130])
async def test_a_long_talk_goes_on_as_if_nothing_had_been_cut(store: MendTrackerStore, length: int) -> None:
    """Slots, forms, and the last twenty turns' words are the same as if every event had been replayed."""
    await _talk(store, 0, length)
    seen, kept = await store.retrieve(SENDER), await store.retrieve_full_tracker(SENDER)
    assert seen is not None
    assert kept is not None
    assert seen.current_slot_values() == kept.current_slot_values()
    assert seen.active_loop_name == kept.active_loop_name
    assert seen.is_active_loop_rejected == kept.is_active_loop_rejected
    assert seen.is_active_loop_interrupted == kept.is_active_loop_interrupted
    assert seen.latest_action_name == kept.latest_action_name
    assert seen.latest_message == kept.latest_message
    assert seen.is_paused() == kept.is_paused()
    turns = min(length, REMEMBERED_TURNS)
    assert _bot_texts(seen, turns) == _bot_texts(kept, turns)
    copied = seen.copy()
    assert copied.current_slot_values() == kept.current_slot_values()
    assert copied.active_loop_name == kept.active_loop_name


async def test_the_dialogue_sees_a_bounded_part_and_everything_is_kept(store: MendTrackerStore) -> None:
    """After hundreds of turns the tracker is as short as after thirty, and no event is gone."""
    await _talk(store, 0, 260)
    seen, kept = await store.retrieve(SENDER), await store.retrieve_full_tracker(SENDER)
    assert seen is not None
    assert kept is not None
    assert len(seen.events) < 3 * REMEMBERED_TURNS + 12 * (MAX_TAIL_TURNS + 1) + 10
    assert [e.text for e in kept.events if isinstance(e, UserUttered)] == [f"message {n}" for n in range(260)]


async def test_applied_events_of_a_form_do_not_change_by_the_cut(store: MendTrackerStore) -> None:
    """A form that is under way looks to the policies as it did before its beginning was cut off."""
    await _talk(store, 0, 38)
    seen, kept = await store.retrieve(SENDER), await store.retrieve_full_tracker(SENDER)
    assert seen is not None
    assert kept is not None
    domain = store.domain
    assert seen.past_states(domain)[-5:] == kept.past_states(domain)[-5:]


async def test_a_talk_survives_a_new_process(store: MendTrackerStore, url: str) -> None:
    """A second store on the same database goes on where the first one stopped."""
    await _talk(store, 0, 31)
    other = MendTrackerStore(Domain.from_yaml(DOMAIN), host=url)
    await _talk(other, 31, 44)
    seen = await store.retrieve(SENDER)
    assert seen is not None
    assert seen.latest_message is not None
    assert seen.latest_message.text == "message 43"
    assert _bot_texts(seen, 20)[-1] == "more 43"
    other.database.close()


async def test_a_slot_that_the_domain_lost_does_no_harm(store: MendTrackerStore) -> None:
    """After a new training a talk loads although one of its slots is gone."""
    await _talk(store, 0, 30)
    shorter = DOMAIN.replace("  drafts: {type: list, mappings: [{type: custom}]}\n", "")
    store.domain = Domain.from_yaml(shorter)
    seen = await store.retrieve(SENDER)
    assert seen is not None
    assert "drafts" not in seen.slots
    assert seen.get_slot("mood") == "mood 4"


async def test_saving_a_tracker_twice_stores_it_once(store: MendTrackerStore) -> None:
    """A second save without new events adds nothing."""
    await _talk(store, 0, 2)
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    await store.save(tracker)
    await store.save(tracker)
    again = await store.retrieve(SENDER)
    assert again is not None
    assert len(again.events) == len(tracker.events)


async def test_a_tracker_from_elsewhere_adds_only_what_is_new(store: MendTrackerStore) -> None:
    """A tracker that was built by hand and not handed out by the store is stored without repeats."""
    await _talk(store, 0, 3)
    known = await store.retrieve(SENDER)
    assert known is not None
    stranger = DialogueStateTracker.from_events(SENDER, [*known.events, *turn(3)], store.domain.slots)
    await store.save(stranger)
    kept = await store.retrieve_full_tracker(SENDER)
    assert kept is not None
    said = [e.text for e in kept.events if isinstance(e, UserUttered)]
    assert said == [f"message {number}" for number in range(4)]


@pytest.mark.parametrize(
    "text",
    [
        "\0nul\0",
        "\ud83d lone",
        "\u202eright to left",
        "{braces} {0}",
        "<b>&",
        "x" * 120_000,
        "\u200b",
        "'; --",
    ],
)
async def test_any_text_comes_back_as_it_went_in(store: MendTrackerStore, text: str) -> None:
    """NUL, half characters, braces and 120 KB pass through every database unharmed."""
    tracker = await store.get_or_create_tracker("cli-\0\ud83d" + "x" * 300)
    tracker.update(UserUttered(text, {"name": "inform"}))
    await store.save(tracker)
    again = await store.retrieve("cli-\0\ud83d" + "x" * 300)
    assert again is not None
    assert again.latest_message is not None
    assert again.latest_message.text == text


async def test_a_turn_is_stored_with_its_replies_and_done_together(store: MendTrackerStore) -> None:
    """Saving the turn's message closes its update and fills the outbox in the same commit."""
    store.journal.store([Update(7, 42, {"any": "thing"})])
    turn_now = Turn((7,), 42, [Draft("sendMessage", {"chat_id": 42, "text": "yes"})])
    token = current_turn.set(turn_now)
    tracker = await store.get_or_create_tracker(SENDER, append_action_listen=False)
    assert store.journal.waiting_chats() == [42]
    for event in turn(0):
        tracker.update(event)
    await store.save(tracker)
    current_turn.reset(token)
    assert turn_now.committed
    assert store.journal.waiting_chats() == []
    row = store.journal.next_unsent(42)
    assert row is not None
    assert row.draft.parameters["text"] == "yes"


async def test_a_turn_that_was_answered_before_leaves_nothing_behind(store: MendTrackerStore) -> None:
    """Where two workers do one update, the second one's events and replies are not kept."""
    store.journal.store([Update(7, 42, {})])
    store.journal.finish(Turn((7,), 42, [Draft("sendMessage", {"text": "first"})]))
    token = current_turn.set(Turn((7,), 42, [Draft("sendMessage", {"text": "second"})]))
    tracker = await store.get_or_create_tracker(SENDER)
    for event in turn(0):
        tracker.update(event)
    with pytest.raises(AlreadyDone):
        await store.save(tracker)
    current_turn.reset(token)
    kept = await store.retrieve_full_tracker(SENDER)
    assert kept is not None
    assert not [event for event in kept.events if isinstance(event, UserUttered)]


async def test_delete_leaves_nothing_of_a_person(store: MendTrackerStore) -> None:
    """Afterwards no table holds their id or their words, and others are untouched."""
    await _talk(store, 0, 25)
    await _talk(store, 0, 2, "telegram-43")
    store.journal.store([Update(7, 42, {"text": "secret"}), Update(8, 43, {"text": "other"})])
    store.journal.finish(Turn((), 42, [Draft("sendMessage", {"text": "secret"})]))
    await store.delete(SENDER)
    assert await store.retrieve(SENDER) is None
    assert list(await store.keys()) == ["telegram-43"]
    with store.database.read() as connection:
        held = [str(row) for table in METADATA.sorted_tables for row in connection.execute(sa.select(table))]
        repeat = connection.execute(sa.select(updates.c.state).where(updates.c.update_id == 7)).scalar_one()
    assert not [row for row in held if "secret" in row or "telegram-42" in row or " 42," in row]
    assert repeat == DONE
    assert store.journal.waiting_chats() == [43]


async def test_delete_of_a_talk_in_the_terminal_touches_no_chat(store: MendTrackerStore) -> None:
    """An id that is not Telegram's only loses its events."""
    await _talk(store, 0, 1, "terminal")
    store.journal.store([Update(7, 42, {})])
    await store.delete("terminal")
    assert list(await store.keys()) == []
    assert store.journal.waiting_chats() == [42]


def test_rasa_makes_the_store_from_endpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The type in endpoints.yml is enough: the place comes from the environment."""
    monkeypatch.setenv("MEND_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("MEND_DATABASE_URL", raising=False)
    config = EndpointConfig(type="bot.stores.tracker_store.MendTrackerStore")
    made = TrackerStore.create(config, Domain.empty())
    assert isinstance(made, MendTrackerStore)
    assert (tmp_path / "data" / "mend.db").exists()
    made.database.close()


def test_a_store_that_cannot_be_opened_stops_rasa(tmp_path: Path) -> None:
    """Rasa's factory does not fall back to memory: the fault comes through."""
    (tmp_path / "mend.db").write_bytes(b"this is not a database" * 100)
    url = f"sqlite:///{tmp_path / 'mend.db'}"
    config = EndpointConfig(url, type="bot.stores.tracker_store.MendTrackerStore")
    with pytest.raises(StoreError, match="cannot be opened"):
        TrackerStore.create(config, Domain.empty())


async def test_the_wrapper_that_hides_faults_is_taken_away(store: MendTrackerStore) -> None:
    """After that the agent works on the store itself, and a fault is a fault."""
    agent = Agent(domain=Domain.from_yaml(DOMAIN), tracker_store=store)
    assert isinstance(agent.tracker_store, FailSafeTrackerStore)
    assert use_store_directly(agent) is store
    assert agent.tracker_store is store


def test_an_agent_with_another_store_is_refused() -> None:
    """Without the one database the channel could lose messages, so it does not start."""
    with pytest.raises(StoreError, match=r"endpoints\.yml"):
        use_store_directly(Agent(domain=Domain.empty()))
