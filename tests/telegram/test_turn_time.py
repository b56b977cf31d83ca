"""With Rasa itself: a long talk costs no more a turn than a short one, and is answered the same."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.stores.tracker_store import MendTrackerStore, use_store_directly

# A form every seven messages, interrupted by nothing, refused by nothing; greetings with buttons in between.
_MESSAGES = ("hello", "it is about trust", "practise", "I am sorry", "yes", "she left", "good day")


def _message(number: int) -> str:
    text = _MESSAGES[number % len(_MESSAGES)]
    return text if text in ("hello", "practise", "yes", "good day") else f"{text} {number}"


async def _say(agent: Agent, text: str) -> list[dict[str, Any]]:
    output = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, output, "telegram-1"))
    return list(output.messages)


async def test_message_500_costs_what_message_5_costs(tiny_bot: Path, tmp_path: Path) -> None:
    """The median turn near the five hundredth message takes at most 1.5 times one near the fifth."""
    store = MendTrackerStore(Domain.empty(), host=f"sqlite:///{tmp_path / 'mend.db'}")
    agent = Agent.load(str(tiny_bot / "tiny.tar.gz"), tracker_store=store)
    use_store_directly(agent)
    seconds = []
    for number in range(500):
        started = time.perf_counter()
        await _say(agent, _message(number))
        seconds.append(time.perf_counter() - started)
    early, late = statistics.median(seconds[3:17]), statistics.median(seconds[-35:])
    store.database.close()
    assert late <= 1.5 * early, f"{1000 * early:.1f} ms, then {1000 * late:.1f} ms"


async def test_a_bounded_talk_is_answered_like_a_whole_one(tiny_bot: Path, tmp_path: Path) -> None:
    """Rasa says the same, message by message, as it does when it sees everything."""
    store = MendTrackerStore(Domain.empty(), host=f"sqlite:///{tmp_path / 'mend.db'}")
    bounded = Agent.load(str(tiny_bot / "tiny.tar.gz"), tracker_store=store)
    use_store_directly(bounded)
    whole = Agent.load(str(tiny_bot / "tiny.tar.gz"), tracker_store=InMemoryTrackerStore(Domain.empty()))
    for number in range(80):
        assert await _say(bounded, _message(number)) == await _say(whole, _message(number))
    store.database.close()
