"""Starts the channel's service inside a test."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from bot.stores.tracker_store import MendTrackerStore
from bot.telegram.pace import Pace
from bot.telegram.service import Service
from bot.telegram.tasks import end_tasks
from tests.telegram.echo import Echo
from tests.telegram.responses import wordings
from tests.telegram.server_double import TOKEN, ServerDouble


@dataclass
class Running:
    """A running service and what belongs to it."""

    service: Service
    echo: Echo
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Stop it, as the server does."""
        await end_tasks([self.task])
        await self.service.stop()


def settings_for(double: ServerDouble, token: str = TOKEN, public_url: str | None = None) -> Settings:
    """Give settings that lead to the double."""
    return Settings(
        telegram_token=token,
        telegram_api_url=double.url,
        public_url=public_url,
        webhook_secret="a-secret" if public_url else None,
        data_dir=Path("unused"),
        database_url=None,
        host="127.0.0.1",
        port=5005,
    )


def start_service(
    double: ServerDouble, store: MendTrackerStore, echo: Echo, settings: Settings | None = None
) -> Running:
    """Start a service; pauses are as in life, but the pace leaves a test its speed."""
    pace = Pace(overall=2000, chat=500, chat_burst=100)
    service = Service(settings or settings_for(double), store, echo, wordings(), pace)
    return Running(service, echo, asyncio.create_task(service.run()))
