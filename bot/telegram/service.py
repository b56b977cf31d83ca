"""The running channel: what starts together and stops together.

Telegram -> Poller or webhook -> Dispatcher -> Turns -> (dialogue) -> outbox -> Sender -> Telegram
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, RetryAfter
from telegram.error import TelegramError as CallError

from bot.errors import SettingsError, TelegramError
from bot.settings import Settings
from bot.stores.tracker_store import MendTrackerStore
from bot.telegram.api import TelegramApi, seconds_to_wait
from bot.telegram.commands import menu
from bot.telegram.dispatch import Dispatcher
from bot.telegram.incoming import ALLOWED_UPDATES
from bot.telegram.pace import Pace, growing_pause
from bot.telegram.polling import Poller
from bot.telegram.sender import WRONG_TOKEN, Sender
from bot.telegram.tasks import end_tasks
from bot.telegram.turns import Handler, Turns
from bot.telegram.webhook import PATH
from bot.telegram.wordings import Wordings

logger = logging.getLogger(__name__)

_PURGE_SECONDS = 3600


class Service:
    """Everything between Telegram and the dialogue."""

    def __init__(
        self,
        settings: Settings,
        store: MendTrackerStore,
        handler: Handler,
        wordings: Wordings,
        pace: Pace | None = None,
    ) -> None:
        """Put the parts together; `run` sets them going.

        Raises:
            SettingsError: There is no token.
        """
        self._settings, self._store = settings, store
        self._api = TelegramApi(token_of(settings), settings.telegram_api_url)
        self._fatal: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sender = Sender(self._api, store.journal, self._on_fatal, pace)
        turns = Turns(store.journal, handler, wordings, self._api)
        self.dispatcher = Dispatcher(store.journal, turns, self._api, self._sender.wake)
        self._tasks: list[asyncio.Task[Any]] = []

    async def run(self) -> None:
        """Serve until cancelled.

        Raises:
            TelegramError: Telegram refuses this bot.
            StoreError: Another process works from the same store.
        """
        self._store.database.claim()
        await self._insist("getMe", {})
        self._store.journal.recover()
        self._sender.resume()
        self.dispatcher.resume()
        self._tasks = [asyncio.create_task(work) for work in (self._set_menu(), self._purge(), self._fetch())]
        # The menu may end by itself; the others only end by an error.
        for ended in asyncio.as_completed([*self._tasks, self._fatal]):
            await ended

    async def stop(self) -> None:
        """Stop fetching and answering, let calls under way end, close everything."""
        await end_tasks(self._tasks)
        await self.dispatcher.stop()
        await self._sender.stop()
        await self._api.close()
        self._fatal.cancel()
        self._store.database.close()

    async def _fetch(self) -> None:
        public_url = self._settings.public_url
        if public_url is None:
            await self._insist("deleteWebhook", {"drop_pending_updates": False})
            await Poller(self._api, self.dispatcher.receive).run()
            return
        webhook = {
            "url": public_url + PATH,
            "secret_token": self._settings.webhook_secret,
            "allowed_updates": list(ALLOWED_UPDATES),
            # One at a time keeps the order of a chat's messages.
            "max_connections": 1,
        }
        await self._insist("setWebhook", webhook)
        logger.info("Telegram now calls this host.")
        await self._fatal

    async def _insist(self, method: str, parameters: Mapping[str, Any]) -> None:
        """Make a call that must succeed, however long Telegram cannot be reached."""
        failures = 0
        while True:
            try:
                await self._api.call(method, parameters)
                return
            except InvalidToken:
                raise TelegramError(WRONG_TOKEN) from None
            except RetryAfter as wait:
                await asyncio.sleep(seconds_to_wait(wait))
            except CallError as fault:
                failures += 1
                logger.warning("%s did not succeed yet (%s).", method, type(fault).__name__)
                await asyncio.sleep(growing_pause(failures))

    async def _set_menu(self) -> None:
        try:
            await self._api.call("setMyCommands", {"commands": menu()})
        except CallError as fault:
            logger.warning("The menu of commands could not be set (%s).", type(fault).__name__)

    async def _purge(self) -> None:
        while True:
            try:
                self._store.journal.purge(time.time())
            except SQLAlchemyError as fault:
                logger.warning("Old ids could not be forgotten (%s).", type(fault).__name__)
            await asyncio.sleep(_PURGE_SECONDS)

    def _on_fatal(self, fault: TelegramError) -> None:
        if not self._fatal.done():
            self._fatal.set_exception(fault)


def token_of(settings: Settings) -> str:
    """Give the bot's token.

    Raises:
        SettingsError: It is not set, or cannot be one.
    """
    token = settings.telegram_token
    if token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set: ask BotFather for one.")
    if not token.isascii() or any(c.isspace() or c in "/?#" for c in token):
        raise SettingsError("TELEGRAM_BOT_TOKEN is not a token: copy it again from BotFather.")
    return token
