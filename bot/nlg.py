"""Picks among a response's variations the one that was said longest ago."""

from __future__ import annotations

import copy
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


class LeastRecentResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's responses without chance: the same talk gives the same words, and none come back too soon."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Take the responses of the domain; the signature is what Rasa's factory calls."""
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Fill the variation of `utter_action` whose words this talk has heard least recently."""
        slots = tracker.current_slot_values()
        if utter_action not in self.responses:
            return None
        variations = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots
        )
        filled: list[dict[str, Any]] = [
            self._fill_response(copy.deepcopy(one), slots, **kwargs) for one in variations
        ]
        if not filled:
            return None
        said: dict[str, int] = {}
        for moment, event in enumerate(tracker.events):
            if isinstance(event, BotUttered) and event.text:
                said[event.text] = moment
        # min() keeps the order of the domain among those that were never said.
        return min(filled, key=lambda one: said.get(one.get("text", ""), -1))
