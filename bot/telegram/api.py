"""Calls to the Bot API: raw parameters in, raw results out, python-telegram-bot's errors on refusal.

TelegramError
├── InvalidToken    401 and 404
├── Forbidden       403
├── Conflict        409
├── RetryAfter      429
└── NetworkError    5xx, a broken connection, an answer that is not Telegram's
    ├── BadRequest  400 and its rarer neighbours
    └── TimedOut
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import Bot, InputFile
from telegram.error import NetworkError, RetryAfter
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

SENDING_CONNECTIONS = 64
COURTESY_CONNECTIONS = 16
_LEAVING = "http11.send_request_body.started"
_REFUSED_AS_IT_IS = range(400, 500)
_WITH_A_MEANING = (400, 401, 403, 404, 408, 409, 429)

_on_leaving: ContextVar[Callable[[], None] | None] = ContextVar("on_leaving", default=None)


class TelegramApi:
    """One bot's way to Telegram.

    Three separate pools of connections keep the kinds of calls from holding each other up: asking for
    updates, sending replies, and courtesies (typing, answered buttons), which may fail unseen.
    """

    def __init__(self, token: str, api_url: str, timeout: float = 20) -> None:
        """Prepare the pools; nothing is sent yet."""
        silence_chatty_libraries()

        def request(connections: int) -> _Request:
            return _Request(
                connection_pool_size=connections,
                connect_timeout=min(10, timeout),
                read_timeout=timeout,
                write_timeout=timeout,
                pool_timeout=3 * timeout,
                httpx_kwargs={"event_hooks": {"request": [_watch]}},
            )

        polling, sending, courtesy = request(2), request(SENDING_CONNECTIONS), request(COURTESY_CONNECTIONS)
        self._requests = (polling, sending, courtesy)
        self._timeout = timeout
        base_url = f"{api_url}/bot"
        self._bot = Bot(token, base_url=base_url, request=sending, get_updates_request=polling)
        self._courtesy_bot = Bot(token, base_url=base_url, request=courtesy, get_updates_request=polling)

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any],
        *,
        read_timeout: float | None = None,
        on_leaving: Callable[[], None] | None = None,
    ) -> Any:
        """Make a call and give its result.

        Args:
            method: Name of the method as Telegram writes it.
            parameters: As Telegram takes them; `{"path": ...}` stands for a file that is uploaded.
            read_timeout: Longest silence in seconds, where it is not the usual one.
            on_leaving: Called at the very last moment before the request's body goes onto the wire.

        Raises:
            telegram.error.TelegramError: Telegram refused, or could not be reached.
            OSError: A file that is to be uploaded cannot be read.
        """
        watched = _on_leaving.set(on_leaving)
        try:
            return await self._bot.do_api_request(
                method, api_kwargs=_with_files(parameters), read_timeout=read_timeout or self._timeout
            )
        finally:
            _on_leaving.reset(watched)

    async def courtesy(self, method: str, parameters: Mapping[str, Any]) -> None:
        """Make a call whose failure the caller may ignore.

        Raises:
            telegram.error.TelegramError: Telegram refused, or could not be reached.
        """
        await self._courtesy_bot.do_api_request(method, api_kwargs=dict(parameters))

    async def close(self) -> None:
        """Close all connections."""
        for request in self._requests:
            await request.shutdown()


class _Request(HTTPXRequest):
    """PTB's requests, with answers that cannot be understood kept out of the log."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*args, **kwargs)
        # PTB takes the rarer refusals (413, say) for a broken network, which would be tried for ever.
        if code in _REFUSED_AS_IT_IS and code not in _WITH_A_MEANING:
            code = 400
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("The answer is not Telegram's.")
        return answer


def seconds_to_wait(error: RetryAfter) -> float:
    """Give the pause that Telegram asks for."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def silence_chatty_libraries() -> None:
    """Keep addresses, which hold the token, and parameters, which hold texts, out of the log."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Raw calls are meant here: PTB's own methods would turn the results into objects and fail on new kinds.
    warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)
    warnings.filterwarnings("ignore", message=".*retry_after", category=PTBDeprecationWarning)


async def _watch(request: Any) -> None:
    on_leaving = _on_leaving.get()
    if on_leaving is not None:
        request.extensions["trace"] = _trace(on_leaving)


def _trace(on_leaving: Callable[[], None]) -> Callable[[str, Mapping[str, Any]], Awaitable[None]]:
    async def trace(event: str, _info: Mapping[str, Any]) -> None:
        if event == _LEAVING:
            on_leaving()

    return trace


def _with_files(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _upload(Path(value["path"])) if isinstance(value, Mapping) and "path" in value else value
        for name, value in parameters.items()
    }


def _upload(path: Path) -> InputFile:
    return InputFile(path.read_bytes(), filename=path.name)
