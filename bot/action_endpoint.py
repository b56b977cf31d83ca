"""Runs the actions inside this process, where Rasa would call a server over HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import lru_cache
from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import Event
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 8
_TROUBLE: dict[str, Any] = {"events": [], "responses": [{"response": "utter_trouble"}]}


class InProcessActions(EndpointConfig):
    """An action endpoint without a network: same request, same response, same rejections.

    An action that fails or hangs becomes a kind answer, so that one fault never costs the turn.
    """

    def __init__(self) -> None:
        """Take part as an endpoint that asks for the domain only where an action needs it."""
        super().__init__(url="in-process", enable_selective_domain=True)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run the action named in `json` and give its events and responses.

        Raises:
            ClientResponseError: The action rejected its execution (status 400), as a form does.
        """
        # Through JSON both ways, so that what works here works behind `rasa run actions` as well.
        call = json.loads(json.dumps(kwargs["json"]))
        try:
            result = await asyncio.wait_for(_executor().run(call), TIMEOUT_SECONDS)
            return json.loads(json.dumps(result.dict() if hasattr(result, "dict") else result))
        except ActionExecutionRejection as rejection:
            body = json.dumps({"error": "rejected", "action_name": rejection.action_name})
            raise ClientResponseError(400, "rejected", body) from None
        except ActionNotFoundException:
            logger.error("There is no action of the name %s.", call["next_action"])
        except asyncio.TimeoutError:
            logger.error("The action %s took over %s seconds.", call["next_action"], TIMEOUT_SECONDS)
        except Exception as fault:  # noqa: BLE001 - the person gets an answer whatever an action does
            # The type alone: a message could hold the person's words.
            logger.error("The action %s failed with %s.", call["next_action"], type(fault).__name__)
        return _TROUBLE | {"responses": [dict(response) for response in _TROUBLE["responses"]]}


@lru_cache(maxsize=1)
def _executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


def read_endpoints(path: str) -> AvailableEndpoints:
    """Read Rasa's endpoints; where the file names no URL for the actions they run in this process."""
    endpoints = AvailableEndpoints.read_endpoints(path)
    if endpoints.action is None or not endpoints.action.url:
        endpoints.action = InProcessActions()
    _spare_repeated_work()
    return endpoints


@lru_cache(maxsize=1)
def _spare_repeated_work() -> None:
    """Keep Rasa from doing the same work again in every turn.

    It checks the schema of an action's result, not only the result, which takes longer than all the rest.
    """
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
    # Rasa looks through all event classes for every event that it reads, a hundred times a turn.
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
