import asyncio
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot import action_endpoint
from bot.action_endpoint import InProcessActions, read_endpoints
from bot.settings import PROJECT

CALL = {"next_action": "action_x", "sender_id": "s", "tracker": {"sender_id": "s", "slots": {}, "events": []}}
SECRET = "words of a person"


def endpoint(monkeypatch: pytest.MonkeyPatch, action: Any) -> InProcessActions:
    """An endpoint that knows one action."""
    executor = ActionExecutor()
    executor.register_function("action_x", action)
    monkeypatch.setattr(action_endpoint, "_executor", lambda: executor)
    return InProcessActions()


async def test_an_action_answers_as_it_would_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages and events come back as plain JSON."""

    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text="hello")
        return [{"event": "slot", "name": "a", "value": 1, "timestamp": None}]

    answer = await endpoint(monkeypatch, action).request(json=CALL)
    assert answer["responses"][0]["text"] == "hello"
    assert answer["events"][0]["name"] == "a"


async def test_a_failing_action_becomes_a_kind_answer_and_keeps_words_out_of_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One fault never costs the turn, nor the person's privacy."""

    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise RuntimeError(SECRET)

    answer = await endpoint(monkeypatch, action).request(json=CALL)
    assert answer == {"events": [], "responses": [{"response": "utter_trouble"}]}
    assert SECRET not in caplog.text
    assert "RuntimeError" in caplog.text


async def test_a_hanging_action_becomes_a_kind_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever."""

    async def action(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr(action_endpoint, "TIMEOUT_SECONDS", 0.05)
    answer = await endpoint(monkeypatch, action).request(json=CALL)
    assert answer["responses"] == [{"response": "utter_trouble"}]


async def test_a_form_can_reject_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rejection reaches Rasa as status 400, so that a rule can answer the interruption."""

    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise ActionExecutionRejection("action_x", SECRET)

    with pytest.raises(ClientResponseError) as caught:
        await endpoint(monkeypatch, action).request(json=CALL)
    assert caught.value.status == 400
    assert SECRET not in str(caught.value.text)


async def test_an_unknown_action_becomes_a_kind_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that nobody wrote is a fault of ours, said kindly."""
    unknown = {**CALL, "next_action": "action_y"}
    answer = await endpoint(monkeypatch, lambda dispatcher, tracker, domain: []).request(json=unknown)
    assert answer["responses"] == [{"response": "utter_trouble"}]


def test_actions_run_in_process_unless_a_url_is_given(tmp_path: Any) -> None:
    """Nobody needs a second server, and who wants one gets it."""
    assert isinstance(read_endpoints(str(PROJECT / "endpoints.yml")).action, InProcessActions)
    file = tmp_path / "endpoints.yml"
    file.write_text('action_endpoint:\n  url: "http://127.0.0.1:5055/webhook"\n', encoding="utf-8")
    action = read_endpoints(str(file)).action
    assert action is not None
    assert not isinstance(action, InProcessActions)
