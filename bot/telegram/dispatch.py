"""Works off the inbox: one task for each active chat, its updates in order, chats side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError as CallError

from bot.stores.journal import AlreadyDone, Journal, Update
from bot.telegram.api import TelegramApi
from bot.telegram.incoming import Incoming, Kind, UnreadableUpdate, read_update, update_id_of
from bot.telegram.pace import growing_pause
from bot.telegram.tasks import end_tasks
from bot.telegram.turns import Turns

logger = logging.getLogger(__name__)

MAX_TURN_CHARACTERS = 6000
"""What the dialogue reads of one turn; more than a person can mean in one go."""
_BATCH = 20
_MAX_COURTESIES = 100
_PATIENCE = 5
"""How often a turn is tried again while the store does not answer, before the person is told."""


class Dispatcher:
    """Stores what arrives, and sees to it that every chat's updates become turns."""

    def __init__(
        self, journal: Journal, turns: Turns, api: TelegramApi, on_answered: Callable[[int], None]
    ) -> None:
        """Prepare; `resume` and `receive` set it going.

        Args:
            journal: The inbox.
            turns: Does the work of one turn.
            api: For courtesies only.
            on_answered: Told the chat whose turn has been stored.
        """
        self._journal, self._turns, self._api, self._on_answered = journal, turns, api, on_answered
        self._chats: dict[int, asyncio.Task[None]] = {}
        self._courtesies: set[asyncio.Task[None]] = set()

    def receive(self, batch: Sequence[Any]) -> None:
        """Store raw updates; when this returns they may be acknowledged.

        One that cannot be read is stored by its number alone, and never holds up those behind it.

        Raises:
            SQLAlchemyError: They could not be stored.
        """
        arrived = [update for update in map(_read, batch) if update is not None]
        for update in self._journal.store(arrived):
            read = read_update(update.body)
            if read.press is not None:
                self._do_courtesy("answerCallbackQuery", {"callback_query_id": read.press.query_id})
            self.wake(read.chat_id)

    def resume(self) -> None:
        """Go on with what an earlier process left."""
        for chat_id in self._journal.waiting_chats():
            self.wake(chat_id)

    def wake(self, chat_id: int) -> None:
        """See to it that a chat's updates are worked off."""
        if chat_id not in self._chats:
            self._chats[chat_id] = asyncio.create_task(self._work(chat_id))

    async def stop(self) -> None:
        """Stop at once: a turn that is not stored yet is done again after the next start."""
        await end_tasks([*self._chats.values(), *self._courtesies])

    async def _work(self, chat_id: int) -> None:
        failures = 0
        try:
            while True:
                try:
                    waiting = self._journal.waiting(chat_id, _BATCH)
                    if not waiting:
                        return
                    await self._next_turn(waiting, is_patient=failures < _PATIENCE)
                    failures = 0
                except AlreadyDone:
                    logger.warning("A turn was already answered; it is left out.")
                except SQLAlchemyError as fault:
                    failures += 1
                    logger.error("The store does not answer (%s).", type(fault).__name__)
                    await asyncio.sleep(growing_pause(failures))
        finally:
            # Nothing waits between the empty inbox above and here, so no update can slip through.
            del self._chats[chat_id]

    async def _next_turn(self, waiting: Sequence[Update], is_patient: bool) -> None:
        read = [_read_stored(update, waiting[0].chat_id) for update in waiting]
        count = burst_length(read)
        first, together = read[0], waiting[:count]
        if first.kind is Kind.TEXT:
            text = "\n".join(one.text for one in read[:count])[:MAX_TURN_CHARACTERS]
            first = Incoming(Kind.TEXT, first.chat_id, text=text, reply=first.reply)
        update_ids = tuple(update.update_id for update in together)
        await self._turns.answer(first, update_ids, is_patient)
        self._on_answered(first.chat_id)

    def _do_courtesy(self, method: str, parameters: dict[str, Any]) -> None:
        """Make a call on the side; it may fail, and under load it may be left out."""
        if len(self._courtesies) < _MAX_COURTESIES:
            task = asyncio.create_task(_forgiving(self._api.courtesy(method, parameters)))
            self._courtesies.add(task)
            task.add_done_callback(self._courtesies.discard)


def burst_length(waiting: Sequence[Incoming]) -> int:
    """Count the updates at the front that belong together.

    A person often sends a thought in several messages, and an album as several pictures: each is one turn.
    """
    first, count, characters = waiting[0], 1, len(waiting[0].text)
    if first.kind not in (Kind.TEXT, Kind.NOTICE):
        return count
    for one in waiting[1:]:
        characters += 1 + len(one.text)
        if (one.kind, one.reply) != (first.kind, first.reply) or characters > MAX_TURN_CHARACTERS:
            break
        count += 1
    return count


def _read(raw: Any) -> Update | None:
    try:
        update_id = update_id_of(raw)
    except UnreadableUpdate:
        return None
    try:
        read = read_update(raw)
    except UnreadableUpdate:
        logger.error("The update %d cannot be read; it is left out.", update_id)
        return Update(update_id, None, {})
    press = read.press.mark(read.chat_id) if read.press else None
    return Update(update_id, read.chat_id, raw, press)


def _read_stored(update: Update, chat_id: int | None) -> Incoming:
    try:
        return read_update(update.body)
    except UnreadableUpdate:
        logger.error("The update %d cannot be read any more; it is left out.", update.update_id)
        return Incoming(Kind.IGNORED, chat_id or 0)


async def _forgiving(call: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(CallError):
        await call
