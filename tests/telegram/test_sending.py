"""Sender: in order per chat, side by side across chats, through every fault that Telegram can show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot.errors import TelegramError
from bot.stores.journal import Draft, Journal, Turn
from bot.stores.tables import outbox
from bot.stores.tracker_store import MendTrackerStore
from bot.telegram import sender as sender_module
from bot.telegram.api import TelegramApi
from bot.telegram.pace import Pace
from bot.telegram.sender import Sender
from tests.telegram.server_double import TOKEN, Fault, ServerDouble


class Post:
    """An outbox that is filled by hand."""

    def __init__(self, double: ServerDouble, journal: Journal, token: str = TOKEN) -> None:
        self.double, self.journal = double, journal
        self.fatal: list[TelegramError] = []
        self.api = TelegramApi(token, double.url, timeout=1)
        self.sender = Sender(self.api, journal, self.fatal.append, Pace(1000, 1000, 100))

    def say(self, chat_id: int, *texts: str, method: str = "sendMessage", **more: object) -> None:
        drafts = [Draft(method, {"chat_id": chat_id, "text": text, **more}) for text in texts]
        self.journal.finish(Turn((), chat_id, drafts))
        self.sender.wake(chat_id)

    def states(self) -> list[str]:
        with self.journal._database.read() as connection:
            query = sa.select(outbox.c.state).order_by(outbox.c.id)
            return list(connection.execute(query).scalars())

    async def settled(self, seconds: float = 10) -> list[str]:
        await self.double.until(lambda: not {"pending", "sending"} & set(self.states()), seconds)
        return self.states()


@pytest.fixture
async def post(
    double: ServerDouble, store: MendTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Post]:
    """An outbox with its sender; pauses are shortened, not their growth."""
    monkeypatch.setattr(sender_module, "growing_pause", lambda failures: 0.01 * float(min(2**failures, 8)))
    opened = Post(double, store.journal)
    yield opened
    await opened.sender.stop()
    await opened.api.close()


async def test_replies_arrive_in_their_order(double: ServerDouble, post: Post) -> None:
    """Each chat sees its messages as they were said, and nothing is left in the outbox."""
    for n in range(5):
        for chat_id in (1, 2, 3):
            post.say(chat_id, f"{n}a", f"{n}b")
    await post.settled()
    for chat_id in (1, 2, 3):
        assert double.seen(chat_id) == [f"{n}{part}" for n in range(5) for part in "ab"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("sendMessage", "status", times=3, status=500),
        Fault("sendMessage", "status", times=3, status=502, description="<html>Bad Gateway</html>"),
        Fault("sendMessage", "drop_before", times=3),
        Fault("sendMessage", "silence", times=1, seconds=3),
        Fault("sendMessage", "status", times=2, status=429, retry_after=1, description="Too Many Requests"),
        Fault("sendMessage", "status", times=2, status=429, description="Too Many Requests"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}-{fault.retry_after}",
)
async def test_what_did_not_get_through_is_sent_again(double: ServerDouble, post: Post, fault: Fault) -> None:
    """Through server errors, broken connections, silence and flood control all arrives once, in order."""
    double.faults.append(Fault(**{**fault.__dict__, "chat_id": 1}))
    post.say(1, "a", "b")
    post.say(2, "c")
    await post.settled()
    assert double.seen(1) == ["a", "b"]
    assert double.seen(2) == ["c"]


async def test_flood_control_is_waited_out(double: ServerDouble, post: Post) -> None:
    """After a 429 the chat's next attempt comes no earlier than Telegram asked."""
    double.faults.append(Fault("sendMessage", "status", status=429, retry_after=1))
    post.say(1, "a")
    await post.settled()
    refused, sent = (call.at for call in double.calls if call.method == "sendMessage")
    assert sent - refused >= 1


async def test_a_silent_chat_does_not_hold_up_the_others(double: ServerDouble, post: Post) -> None:
    """While one delivery hangs, twenty others pass."""
    double.faults.append(Fault("sendMessage", "silence", times=2, chat_id=1, seconds=3))
    post.say(1, "a")
    await asyncio.sleep(0.1)
    for chat_id in range(2, 22):
        post.say(chat_id, "b")
    await double.until(lambda: len(double.messages) == 20, 0.9)


@pytest.mark.parametrize("gone", ["blocked", "unknown"])
async def test_a_person_who_is_gone_is_left_alone(double: ServerDouble, post: Post, gone: str) -> None:
    """All that waits for them is given up after one refusal, and others are served."""
    getattr(double, gone).add(1)
    post.say(1, "a", "b", "c")
    post.say(2, "d")
    assert await post.settled() == ["failed"] * 3 + ["sent"]
    assert len([call for call in double.calls if call.refused]) == 1


async def test_html_that_is_refused_goes_out_as_plain_text(double: ServerDouble, post: Post) -> None:
    """The person reads the words rather than nothing."""
    post.say(1, "a &lt; b & c", "next", parse_mode="HTML")
    await post.settled()
    assert double.seen(1) == ["a < b & c", "next"]


async def test_what_is_refused_for_another_reason_is_left_out(double: ServerDouble, post: Post) -> None:
    """One call that Telegram never takes does not stop those behind it."""
    post.say(1, "", "next")
    post.say(1, "x", method="editMessageText", message_id=99)
    assert await post.settled() == ["failed", "sent", "failed"]
    assert double.seen(1) == ["next"]


async def test_a_refusal_of_a_rare_kind_ends(double: ServerDouble, post: Post) -> None:
    """A 413 is an answer, not a broken network."""
    double.faults.append(Fault("sendMessage", "status", status=413, times=99, chat_id=1))
    post.say(1, "a")
    assert await post.settled() == ["failed"]


async def test_an_edit_that_changes_nothing_is_fine(double: ServerDouble, post: Post) -> None:
    """Telegram calls it an error; it is none."""
    post.say(1, "a")
    await post.settled()
    message_id = double.messages[0].message_id
    post.say(1, "a", method="editMessageText", message_id=message_id)
    assert await post.settled() == ["sent", "sent"]


@pytest.mark.parametrize("token", ["1:wrong", "malformed"])
async def test_a_wrong_token_is_fatal(double: ServerDouble, store: MendTrackerStore, token: str) -> None:
    """It is reported once with a clear sentence, and the message waits for the right one."""
    post = Post(double, store.journal, token)
    post.say(1, "a")
    await double.until(lambda: bool(post.fatal))
    assert "TELEGRAM_BOT_TOKEN" in str(post.fatal[0])
    assert token not in str(post.fatal[0])
    assert post.states() == ["pending"]
    await post.sender.stop()
    await post.api.close()


async def test_a_message_counts_as_sending_only_when_it_leaves(
    double: ServerDouble, post: Post, store: MendTrackerStore
) -> None:
    """A call that found no connection stays pending: after a crash it would be made again."""
    url, post.api = double.url, TelegramApi(TOKEN, "http://127.0.0.1:9", timeout=1)
    post.sender = Sender(post.api, store.journal, post.fatal.append)
    seen: list[str] = []
    original = store.journal.mark_sending
    store.journal.mark_sending = lambda row_id: (seen.append("sending"), original(row_id))[1]  # type: ignore
    post.say(1, "a")
    await asyncio.sleep(0.3)
    assert post.states() == ["pending"]
    assert seen == []
    assert url


async def test_while_the_answer_is_out_the_message_counts_as_sending(
    double: ServerDouble, post: Post
) -> None:
    """From the moment that its bytes leave, a crash takes it as delivered."""
    double.faults.append(Fault("sendMessage", "slow", seconds=0.5))
    post.say(1, "a")
    await double.until(lambda: post.states() == ["sending"], 0.4)
    assert await post.settled() == ["sent"]


async def test_a_stop_lets_calls_under_way_end(double: ServerDouble, post: Post) -> None:
    """What is on its way is waited for; what is not stays for the next start."""
    double.faults.append(Fault("sendMessage", "slow", seconds=0.4))
    post.say(1, "a", "b")
    await double.until(lambda: "sending" in post.states())
    await post.sender.stop()
    assert post.states() == ["sent", "pending"]
