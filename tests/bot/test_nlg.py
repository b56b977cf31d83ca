from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlg import LeastRecentResponses

DOMAIN = Domain.from_dict(
    {"responses": {"utter_x": [{"text": "one {name}"}, {"text": "two"}, {"text": "three"}]}}
)


async def test_variations_come_in_turn_and_the_oldest_comes_back_first() -> None:
    """The same words never come twice while others are left."""
    nlg = LeastRecentResponses(EndpointConfig(), DOMAIN)
    tracker = DialogueStateTracker("test", None)
    heard = []
    for _ in range(5):
        response = await nlg.generate("utter_x", tracker, "test", name="you")
        assert response is not None
        heard.append(response["text"])
        tracker.update(BotUttered(response["text"]))
    assert heard == ["one you", "two", "three", "one you", "two"]


async def test_an_unknown_response_is_none() -> None:
    """A wording that does not exist is no fault of the turn."""
    nlg = LeastRecentResponses(EndpointConfig(), DOMAIN)
    assert await nlg.generate("utter_y", DialogueStateTracker("test", None), "test") is None
