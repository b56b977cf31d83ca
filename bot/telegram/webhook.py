"""Takes updates from Telegram's own calls, where this host can be reached over HTTPS."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sqlalchemy.exc import SQLAlchemyError

from bot.telegram.incoming import UnreadableUpdate, update_id_of

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
PATH = "/webhooks/telegram/webhook"
"""Where Rasa's server puts the route below."""
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def add_route(blueprint: Blueprint, secret: str, receive: Callable[[list[Any]], None]) -> None:
    """Add the route that stores an update and answers at once.

    Args:
        blueprint: The channel's.
        secret: What Telegram repeats in a header of every call.
        receive: Stores updates before it returns.
    """

    @blueprint.post("/webhook", stream=True)
    async def webhook(request: Request) -> HTTPResponse:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return empty(status=403)
        body = await _read(request)
        if body is None:
            return empty(status=413)
        try:
            update = json.loads(body)
            update_id_of(update)
        except (ValueError, RecursionError, UnreadableUpdate):
            # Another status would make Telegram send it again and again.
            logger.error("Telegram sent something that is not an update.")
            return empty(status=200)
        try:
            receive([update])
        except SQLAlchemyError as fault:
            logger.error(
                "An update could not be stored (%s); Telegram will send it again.", type(fault).__name__
            )
            return empty(status=503)
        return empty(status=200)


async def _read(request: Request) -> bytes | None:
    """Read a body up to the limit."""
    body = bytearray()
    if request.stream is None:
        return bytes(body)
    while (chunk := await request.stream.read()) is not None:
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)
