"""The channel from end to end: what a person does, and what they then see."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.shared.core.events import UserUttered
from sqlalchemy.exc import OperationalError

from bot.stores.journal import Draft, Turn, Update
from bot.stores.tracker_store import MendTrackerStore
from bot.telegram import turns as turns_module
from tests.telegram.echo import Echo
from tests.telegram.running import Running, start_service
from tests.telegram.server_double import Fault, ServerDouble, message_of


async def _answered(double: ServerDouble, chat_id: int, count: int, seconds: float = 10) -> list[str]:
    await double.until(lambda: len(double.seen(chat_id)) >= count, seconds)
    await asyncio.sleep(0.1)
    return double.seen(chat_id)


async def test_a_message_is_answered_and_acknowledged(double: ServerDouble, running: Running) -> None:
    """The person sees one reply, the talk is kept, Telegram forgets the update."""
    double.say(7, "hello <b>& you</b> {x}")
    assert await _answered(double, 7, 1) == ["heard: hello <b>& you</b> {x}"]
    await double.until(lambda: not double.updates)
    tracker = await running.echo.store.retrieve("telegram-7")
    assert tracker is not None
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == "hello <b>& you</b> {x}"


async def test_a_command_reaches_the_dialogue_as_its_intent(double: ServerDouble, running: Running) -> None:
    """The intent is certain, without entities and without a signal of danger."""
    double.say(7, "/Practice@mend_bot")
    await _answered(double, 7, 1)
    (message,) = running.echo.heard
    assert message.text == "/practice"
    assert message.parse_data == {
        "text": "/practice",
        "intent": {"name": "practice", "confidence": 1.0},
        "intent_ranking": [{"name": "practice", "confidence": 1.0}],
        "entities": [],
        "safety": "none",
    }


async def test_typed_intents_are_only_words(double: ServerDouble, running: Running) -> None:
    """Nobody restarts a talk or sets a slot by typing."""
    double.say(7, '/inform{"role": "hurt"}')
    await _answered(double, 7, 1)
    (message,) = running.echo.heard
    assert (message.text, message.parse_data) == ('inform{"role": "hurt"}', None)


async def test_a_burst_becomes_one_turn(double: ServerDouble, running: Running) -> None:
    """Messages that came while the coach was busy are read together, in their order."""
    running.echo.gate.clear()
    double.say(7, "one")
    await asyncio.sleep(0.3)
    for text in ("two", "three", "/stop", "four"):
        double.say(7, text)
    await asyncio.sleep(0.3)
    running.echo.gate.set()
    await _answered(double, 7, 4)
    assert running.echo.texts == ["one", "two\nthree", "/stop", "four"]


async def test_a_slow_chat_does_not_hold_up_another(double: ServerDouble, running: Running) -> None:
    """While one person's turn or delivery takes long, others are served."""
    double.faults.append(Fault("sendMessage", "slow", chat_id=7, seconds=2))
    double.say(7, "first")
    double.say(7, "slow one")
    await asyncio.sleep(0.2)
    double.say(8, "quick")
    assert await _answered(double, 8, 1, seconds=1) == ["heard: quick"]
    assert double.seen(7) == []


async def test_typing_is_shown_only_while_it_takes_long(
    double: ServerDouble, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quick answer needs no sign, a slow one gets it, and its failure costs nothing."""
    double.say(7, "quick")
    await _answered(double, 7, 1)
    assert not double.called("sendChatAction")
    double.faults.append(Fault("sendChatAction", "status"))
    monkeypatch.setattr(turns_module, "_TYPING_LASTS_SECONDS", 0.1)
    running.echo.gate.clear()
    double.say(7, "think")
    await double.until(lambda: bool(double.called("sendChatAction")))
    running.echo.gate.set()
    assert (await _answered(double, 7, 2))[-1] == "heard: think"


async def test_a_turn_that_fails_gets_a_kind_word(double: ServerDouble, running: Running) -> None:
    """The half answer is not sent, nothing of the turn is kept, and the next message works."""
    running.echo.faults.append(RuntimeError("with private words"))
    double.say(7, "hello")
    assert await _answered(double, 7, 1) == ["<utter_trouble>"]
    double.say(7, "again")
    assert await _answered(double, 7, 2) == ["<utter_trouble>", "heard: again"]
    tracker = await running.echo.store.retrieve("telegram-7")
    assert tracker is not None
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["again"]


async def test_a_turn_that_hangs_is_given_up(double: ServerDouble, running: Running) -> None:
    """After the longest time the person hears so, and can go on."""
    running.service.dispatcher._turns._turn_seconds = 0.3
    double.say(7, "slow one")
    assert await _answered(double, 7, 1) == ["<utter_trouble>"]
    double.say(7, "next")
    assert await _answered(double, 7, 2) == ["<utter_trouble>", "heard: next"]


async def test_a_store_that_is_away_for_a_moment_costs_no_turn(
    double: ServerDouble, running: Running
) -> None:
    """The turn is tried again until it is stored; no trouble is shown."""
    running.echo.faults += [OperationalError("x", {}, Exception()), OperationalError("x", {}, Exception())]
    double.say(7, "hello")
    assert await _answered(double, 7, 1) == ["heard: hello"]


async def test_a_press_is_answered_once(double: ServerDouble, running: Running) -> None:
    """The press is acknowledged, the keyboard gives way to the choice, repeats do nothing."""
    double.say(7, "buttons please")
    await _answered(double, 7, 1)
    keyboard = double.messages[0]
    shown = {**keyboard.content}
    double.press(keyboard, "Yes")
    double.press(keyboard, "Yes")
    await _answered(double, 7, 2)
    keyboard.content = shown
    double.press(keyboard, "Yes")
    await double.until(lambda: not double.updates)
    await double.until(lambda: len(double.called("answerCallbackQuery")) == 3)
    await asyncio.sleep(0.2)
    assert running.echo.texts == ["buttons please", "/affirm"]
    assert len(double.called("editMessageText")) == 1
    parsed = running.echo.heard[-1].parse_data
    assert parsed is not None
    assert (parsed["intent"]["name"], parsed["entities"], parsed["safety"]) == ("affirm", [], "none")


async def test_the_chosen_title_is_shown(double: ServerDouble, running: Running) -> None:
    """After a press the message says what was chosen and has no buttons."""
    double.say(7, "buttons please")
    await _answered(double, 7, 1)
    double.press(double.messages[0], "No")
    await _answered(double, 7, 2)
    assert double.messages[0].text == "heard: buttons please\n\n\u203a No"
    assert "reply_markup" not in double.messages[0].content


@pytest.mark.parametrize(
    "data", ["/restart", "/inform{", "garbage", '/why_this{"card":"x\'; --"}', "", "/crisis"]
)
async def test_forged_or_stale_presses_get_a_kind_word(
    double: ServerDouble, running: Running, data: str
) -> None:
    """What no button of today carries never reaches the dialogue."""
    double.say(7, "odd")
    await _answered(double, 7, 1)
    double.press_data(double.messages[0], data)
    assert (await _answered(double, 7, 2))[-1] == "<utter_stale_button>"
    assert running.echo.texts == ["odd"]


async def test_a_forwarded_message_is_named_and_answered(double: ServerDouble, running: Running) -> None:
    """The person hears that it may be another's words, then the answer."""
    double.say(7, "you ruined it", forward_origin={"type": "hidden_user"})
    assert await _answered(double, 7, 2) == ["<utter_forwarded>", "heard: you ruined it"]


async def test_kinds_that_cannot_be_read_are_answered_without_the_dialogue(
    double: ServerDouble, running: Running
) -> None:
    """A voice message, an album and an edit get one kind word each."""
    double.say(7, voice={"duration": 3})
    await _answered(double, 7, 1)
    for _ in range(4):
        double.say(8, photo=[], media_group_id="1")
    double.push(edited_message=message_of(9, 1, text="new"))
    await _answered(double, 8, 1)
    await _answered(double, 9, 1)
    assert double.seen(7) == ["<utter_no_voice>"]
    assert set(double.seen(8)) == {"<utter_no_photo>"}
    assert len(double.seen(8)) < 4
    assert double.seen(9) == ["<utter_edited>"]
    assert running.echo.heard == []


async def test_a_group_is_declined_once(double: ServerDouble, running: Running) -> None:
    """However much is said there, the coach answers one time."""
    double.say(-7, "hello")
    await _answered(double, -7, 1)
    double.say(-7, "hello again")
    await double.until(lambda: not double.updates)
    await asyncio.sleep(0.2)
    assert double.seen(-7) == ["<utter_group>"]
    assert running.echo.heard == []


async def test_an_update_that_cannot_be_read_holds_nothing_up(
    double: ServerDouble, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """It is acknowledged, noted by its number alone, and the next one is answered."""
    bad = double.push(message={"chat": "private words", "text": 5})
    double.say(7, "hello")
    assert await _answered(double, 7, 1) == ["heard: hello"]
    await double.until(lambda: not double.updates)
    assert str(bad) in caplog.text
    assert "private words" not in caplog.text


async def test_a_reply_without_words_ends_the_turn(double: ServerDouble, running: Running) -> None:
    """Nothing is sent, and the talk goes on."""
    double.say(7, "silent")
    await double.until(lambda: running.echo.texts == ["silent"])
    double.say(7, "hello")
    assert await _answered(double, 7, 1) == ["heard: hello"]


@pytest.mark.parametrize(
    "text",
    ["x" * 120_000, "\u202eabc\u200f", "\ud83d half", "a\0b", "<i>&", "{slot} {0}", "\u200b\u200bhi"],
    ids=["120 KB", "right to left", "half a character", "NUL", "HTML", "braces", "zero width"],
)
async def test_odd_texts_are_answered(double: ServerDouble, running: Running, text: str) -> None:
    """No text that a client can send breaks the turn; what is too long for a turn is cut."""
    double.say(7, text)
    (heard, *_) = await _answered(double, 7, 1)
    assert heard.startswith("heard: ")
    assert len(running.echo.heard[0].text or "") <= 6000


async def test_private_words_stay_out_of_the_log(
    double: ServerDouble, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither words, nor chat ids, nor the token are logged, whatever goes wrong."""
    caplog.set_level("DEBUG")
    double.faults += [Fault("sendMessage", "status"), Fault("sendMessage", "status", status=400)]
    running.echo.faults.append(RuntimeError("private words"))
    double.say(77123456, "private words")
    double.say(77123456, "/private words")
    await double.until(lambda: not any(fault.times for fault in double.faults))
    double.say(77123456, "/private words")
    await double.until(lambda: len(double.called("sendMessage")) >= 1)
    own = [record for record in caplog.records if record.name.startswith(("bot.", "httpx", "telegram"))]
    logged = "\n".join(record.getMessage() for record in own)
    assert own
    assert not [word for word in ("private", "77123456", double.token) if word in logged]


async def test_after_a_stop_nothing_is_lost_or_doubled(double: ServerDouble, store: MendTrackerStore) -> None:
    """What an earlier process stored but did not do, or said but did not send, is made up for."""
    store.journal.store([Update(900, 7, {"update_id": 900, "message": message_of(7, 1, text="waited")})])
    store.journal.finish(Turn((), 8, [Draft("sendMessage", {"chat_id": 8, "text": "said"})]))
    store.journal.finish(Turn((), 9, [Draft("sendMessage", {"chat_id": 9, "text": "left"})]))
    row = store.journal.next_unsent(9)
    assert row is not None
    store.journal.mark_sending(row.id)
    running = start_service(double, store, Echo(store))
    await double.until(lambda: double.seen(7) == ["heard: waited"] and double.seen(8) == ["said"])
    await running.stop()
    assert double.seen(9) == []


async def test_a_picture_is_uploaded(double: ServerDouble, running: Running, tmp_path: Path) -> None:
    """A local file arrives as a photo with its caption; where it is gone the words arrive alone."""
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    journal = running.echo.store.journal
    for name in ("a.png", "gone.png"):
        photo = {"chat_id": 7, "photo": {"path": str(tmp_path / name)}, "caption": name}
        journal.finish(Turn((), 7, [Draft("sendPhoto", photo)]))
    running.service._sender.wake(7)
    assert await _answered(double, 7, 2) == ["a.png", "gone.png"]
    assert ["photo" in message.content for message in double.messages] == [True, False]
