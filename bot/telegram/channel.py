"""Rasa's door to Telegram: `credentials.yml` names it as `bot.telegram.channel.TelegramInput:`."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import MendError, ModelError
from bot.settings import PROJECT, Settings
from bot.stores.tracker_store import use_store_directly
from bot.telegram.output import CHANNEL_NAME
from bot.telegram.service import Service, token_of
from bot.telegram.tasks import end_tasks
from bot.telegram.turns import Handler
from bot.telegram.webhook import add_route
from bot.telegram.wordings import Wordings


def write_at_once() -> None:
    """Keep Sanic, which is made after the channels, on asyncio's own event loop.

    uvloop puts writes off until all other tasks of a round have run. A whole turn could then lie between the
    note that a message is leaving and its leaving, and a crash in between would lose the message.
    """
    os.environ["SANIC_USE_UVLOOP"] = "false"
    # Importing Sanic has already chosen uvloop.
    asyncio.set_event_loop_policy(None)


class TelegramInput(InputChannel):
    """Starts the Telegram service with Rasa's server and stops it with it.

    A fault that only the host can mend (a wrong token, a second process) ends the server, with one clear
    sentence on standard error and exit code 1.
    """

    def __init__(self, settings: Settings, domain_file: Path = PROJECT / "domain.yml") -> None:
        """Read what can be wrong before anything is served.

        Raises:
            SettingsError: The token is missing, or a wording of the domain.
        """
        token_of(settings)
        self._settings = settings
        self._wordings = Wordings.from_domain_file(domain_file)
        self._service: Service | None = None
        self._running: asyncio.Task[None] | None = None
        self._failure: str | None = None

    @classmethod
    def name(cls) -> str:
        """Name the channel in URLs and trackers."""
        return CHANNEL_NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramInput:
        """Make the channel from the environment: secrets do not belong into credentials.yml.

        Raises:
            SettingsError: A setting is missing or cannot be used.
        """
        write_at_once()
        return cls(Settings.from_env(os.environ))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Give the routes and the listeners that Rasa's server takes up."""
        blueprint = Blueprint("telegram")
        if self._settings.public_url is not None:
            add_route(blueprint, self._settings.webhook_secret or "", self._receive)

        blueprint.listener("after_server_start")(partial(self._start, on_new_message))
        blueprint.listener("before_server_stop")(self._stop_with_server)
        blueprint.listener("after_server_stop")(self._end_process)
        return blueprint

    async def stop(self) -> None:
        """Stop serving; what is under way is stored and goes on after the next start."""
        if self._running is not None:
            await end_tasks([self._running])
        if self._service is not None:
            service, self._service = self._service, None
            await service.stop()

    async def _start(self, handler: Handler, app: Sanic, _loop: Any) -> None:
        self._running = asyncio.create_task(self._run(app, handler))

    async def _stop_with_server(self, _app: Sanic, _loop: Any) -> None:
        await self.stop()

    async def _end_process(self, _app: Sanic, _loop: Any) -> None:
        if self._failure is not None:
            # Sanic would bury the sentence under a traceback of its own.
            logging.getLogger("sanic.error").disabled = True
            print(self._failure, file=sys.stderr, flush=True)
            raise SystemExit(1)

    async def _run(self, app: Any, handler: Handler) -> None:
        # Sanic can only be stopped once all its listeners have run.
        await asyncio.sleep(0.1)
        try:
            await self._serve(app, handler)
        except MendError as fault:
            self._failure = str(fault)
        except Exception as fault:  # noqa: BLE001 - a server without its channel must not live on
            # The type alone: a message could hold a person's words.
            self._failure = f"The Telegram channel stopped by a fault of its own: {type(fault).__name__}."
        app.stop()

    async def _serve(self, app: Any, handler: Handler) -> None:
        agent = app.ctx.agent
        if not agent.is_ready():
            raise ModelError("There is no model to answer with: train one first.")
        store = use_store_directly(agent)
        self._service = Service(self._settings, store, handler, self._wordings)
        await self._service.run()

    def _receive(self, batch: Sequence[Any]) -> None:
        if self._service is None:
            raise SQLAlchemyError("The store is not open yet.")
        self._service.dispatcher.receive(batch)
