"""Asks Telegram for updates. What arrives is stored first and acknowledged after.

Telegram forgets an update as soon as it is asked for a later one, and that is the only acknowledgement. So
the offset only ever comes from a batch that was stored in this process, and is used until Telegram has taken
it. After a start there is none: what an earlier process stored but did not acknowledge comes again, and the
journal drops the repeats. A remembered offset would do harm, as ids start anew after a quiet week.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.error import TelegramError as CallError

from bot.errors import TelegramError
from bot.telegram.api import TelegramApi, seconds_to_wait
from bot.telegram.incoming import ALLOWED_UPDATES, UnreadableUpdate, update_id_of
from bot.telegram.pace import growing_pause
from bot.telegram.sender import WRONG_TOKEN

logger = logging.getLogger(__name__)

POLL_SECONDS = 25
CONFLICT_SECONDS = 40.0
_CONFLICT_PAUSE = 2.0
SECOND_PROCESS = (
    "Another process is using this token: Telegram hands its updates to one process only."
    " Stop the other one, or make a second bot with BotFather."
)


class Poller:
    """Fetches updates for as long as the process lives."""

    def __init__(
        self,
        api: TelegramApi,
        receive: Callable[[list[Any]], None],
        poll_seconds: int = POLL_SECONDS,
        conflict_seconds: float = CONFLICT_SECONDS,
    ) -> None:
        """Hand every batch to `receive`, which stores it before it returns."""
        self._api, self._receive = api, receive
        self._poll_seconds, self._conflict_seconds = poll_seconds, conflict_seconds
        self._offset: int | None = None
        self._first_conflict = self._last_conflict = float("-inf")

    async def run(self) -> None:
        """Poll without end.

        Raises:
            TelegramError: The token is wrong, or another process is using it.
        """
        failures = 0
        while True:
            try:
                await self._poll()
                failures = 0
            except InvalidToken:
                raise TelegramError(WRONG_TOKEN) from None
            except Conflict:
                self._note_conflict(time.monotonic())
                await asyncio.sleep(min(_CONFLICT_PAUSE, self._conflict_seconds / 4))
            except RetryAfter as wait:
                await asyncio.sleep(seconds_to_wait(wait))
            except (CallError, SQLAlchemyError) as fault:
                failures += 1
                logger.warning("Updates could not be fetched or stored (%s).", type(fault).__name__)
                await asyncio.sleep(growing_pause(failures))

    async def _poll(self) -> None:
        parameters: dict[str, Any] = {
            "timeout": self._poll_seconds,
            "limit": 100,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        batch = await self._api.call("getUpdates", parameters, read_timeout=self._poll_seconds + 10)
        # The offset has been heard by now; on a fault below, the batch simply comes again.
        self._offset = None
        if not isinstance(batch, list):
            raise CallError("An answer without updates.")
        if batch:
            self._receive(batch)
            self._offset = _after(batch)
            if self._offset is None:
                raise CallError("Updates without numbers.")

    def _note_conflict(self, now: float) -> None:
        """Bear with a poll that a killed process left hanging, but not with a second process."""
        if now - self._last_conflict > self._conflict_seconds:
            self._first_conflict = now
        self._last_conflict = now
        if now - self._first_conflict >= self._conflict_seconds:
            raise TelegramError(SECOND_PROCESS)


def _after(batch: list[Any]) -> int | None:
    ids = []
    for update in batch:
        try:
            ids.append(update_id_of(update))
        except UnreadableUpdate:
            logger.error("Telegram sent an update without a number.")
    return max(ids) + 1 if ids else None
