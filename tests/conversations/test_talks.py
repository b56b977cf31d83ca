from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.launcher.assistant import Assistant
from bot.payloads import MAX_PAYLOAD_BYTES, parse_payload
from bot.turns import Turn

TALKS = yaml.safe_load((Path(__file__).parent / "talks.yml").read_text(encoding="utf-8"))

# A turn is at most about sixty words; sources and helplines are looked up, not read in one breath.
MOST_WORDS = 75
REFERENCE = ("•", "Emergency")


@dataclass
class Talk:
    """One person's talk, and what has been said in it."""

    coach: Assistant
    person: str
    last: Turn | None = None

    async def take(self, turn: dict[str, Any]) -> Turn:
        """Say or press what the talk calls for."""
        if "say" in turn:
            self.last = await self.coach.handle(self.person, text=turn["say"])
        elif "press_payload" in turn:
            self.last = await self.coach.handle(self.person, payload=turn["press_payload"])
        else:
            assert self.last is not None
            titles = {button.title: button.payload for button in self.last.buttons}
            assert turn["press"] in titles, f"no button {turn['press']!r} among {list(titles)}"
            self.last = await self.coach.handle(self.person, payload=titles[turn["press"]])
        return self.last


@pytest.mark.parametrize("talk", TALKS, ids=[talk["talk"] for talk in TALKS])
async def test_talks_go_as_promised(assistant: Assistant, talk: dict[str, Any]) -> None:
    """Each written talk gets the answers that it names, and every turn of it is a good turn."""
    person = Talk(assistant, f"test-{talk['talk']}")
    said: list[str] = []
    for number, expected in enumerate(talk["turns"], 1):
        where = f"turn {number}: {expected}"
        turn = await person.take(expected)
        answer = "\n".join(reply.text for reply in turn.replies)
        if "intent" in expected:
            assert turn.intent == expected["intent"], where
        assert turn.safety == expected.get("safety", "none"), where
        if "hears" in expected:
            assert any(piece.lower() in answer.lower() for piece in expected["hears"]), f"{where}\n{answer}"
        for piece in expected.get("never", ()):
            assert piece.lower() not in answer.lower(), f"{where}\n{answer}"
        if "role" in expected:
            assert await role_of(assistant, person.person) == expected["role"], where
        is_a_good_turn(turn, said, where)
        said += [reply.text for reply in turn.replies]


async def role_of(assistant: Assistant, person: str) -> Any:
    """The side that the coach takes the person to be on."""
    tracker = await assistant._agent.tracker_store.retrieve(person)
    assert tracker is not None
    return tracker.get_slot("role")


def is_a_good_turn(turn: Turn, said: list[str], where: str) -> None:
    """Never silent, never long, never the same words twice, never cheerful, always with working buttons."""
    assert turn.replies, where
    assert len(turn.buttons) <= 3, where
    for button in turn.buttons:
        assert len(button.payload.encode()) <= MAX_PAYLOAD_BYTES, where
        parse_payload(button.payload)
    for reply in turn.replies:
        assert reply.text.strip(), where
        assert "!" not in reply.text, where
        assert "{" not in reply.text, where
        assert reply.text not in said[-40:], f"{where}\nsaid before: {reply.text}"
        prose = [line for line in reply.text.splitlines() if not line.startswith(REFERENCE)]
        assert len(" ".join(prose).split()) <= MOST_WORDS, f"{where}\n{reply.text}"
