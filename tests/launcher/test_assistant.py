"""The coach in this process."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.errors import ModelError
from bot.launcher.assistant import TROUBLE, Assistant, load_assistant
from bot.turns import Button, Reply

NLU = {
    "intent": {"name": "nlu_fallback", "confidence": 0.7},
    "intent_ranking": [
        {"name": "nlu_fallback", "confidence": 0.7},
        {"name": "was_hurt", "confidence": 0.3},
    ],
    "entities": [],
    "safety": "violence",
}
RESPONSE = {
    "text": "Hello.",
    "buttons": [{"title": "Go on", "payload": "/go_on"}],
    "image": "/tmp/x.png",
    "custom": {},
}


class OneTurnAgent:
    """An agent that says one thing and remembers what it was told."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.told: list[UserMessage] = []
        self.tracker_store = self

    async def handle_message(self, message: UserMessage) -> None:
        """Answer, or fail."""
        self.told.append(message)
        if self.fault:
            raise self.fault
        await message.output_channel.send_response(message.sender_id, RESPONSE)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The talk so far: one message that the NLU was not sure of; a stranger has none."""
        if sender_id == "stranger":
            return None
        said = UserUttered("he lied", NLU["intent"], [], parse_data=NLU)
        return DialogueStateTracker.from_events(sender_id, [ActionExecuted("action_listen"), said])


async def test_words_go_through_the_nlu() -> None:
    """What was understood comes with the turn: the likeliest real need, and the signal of danger."""
    agent = OneTurnAgent()
    turn = await Assistant(agent).handle("ada", text="he lied")
    assert (agent.told[0].text, agent.told[0].sender_id, agent.told[0].parse_data) == ("he lied", "ada", None)
    assert (turn.intent, turn.safety) == ("was_hurt", "violence")
    assert turn.replies == (Reply("Hello.", (Button("Go on", "/go_on"),), "/tmp/x.png"),)


async def test_a_press_skips_the_nlu() -> None:
    """A button arrives as what it stands for, with its entities."""
    agent = OneTurnAgent()
    turn = await Assistant(agent).handle("ada", payload='/tell_role{"role":"hurt"}')
    parse_data: Any = agent.told[0].parse_data
    assert parse_data["intent"] == {"name": "tell_role", "confidence": 1.0}
    assert parse_data["entities"] == [{"entity": "role", "value": "hurt"}]
    assert (turn.intent, turn.safety) == ("tell_role", "none")


async def test_what_no_button_carries_never_reaches_the_agent() -> None:
    """A made-up payload is refused before anything happens."""
    agent = OneTurnAgent()
    with pytest.raises(ValueError, match="No button"):
        await Assistant(agent).handle("ada", payload="/restart")
    assert agent.told == []


async def test_a_failing_turn_is_answered_kindly_and_privately(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever fails, the person gets a sentence; the log gets the fault's type and none of the words."""
    with caplog.at_level(logging.DEBUG):
        turn = await Assistant(OneTurnAgent(RuntimeError("he lied about Kim"))).handle(
            "ada", text="he lied about Kim"
        )
    assert turn.replies == (Reply(TROUBLE),)
    assert "RuntimeError" in caplog.text
    assert "Kim" not in caplog.text


async def test_a_talk_that_was_erased_in_the_turn_is_no_fault() -> None:
    """After an erasure there is nothing to tell about what was understood."""
    turn = await Assistant(OneTurnAgent()).handle("stranger", text="delete everything")
    assert (turn.intent, turn.safety, turn.replies[0].text) == (None, "none", "Hello.")


def test_a_model_that_is_none_is_said(tmp_path: Path) -> None:
    """A file that cannot be loaded gives one sentence with what to do."""
    broken = tmp_path / "mend.tar.gz"
    broken.write_bytes(b"\x1f\x8b half a model")
    with pytest.raises(ModelError, match="Make a new one"):
        load_assistant(broken, AvailableEndpoints())
