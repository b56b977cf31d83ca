"""Works off the outbox: per chat in order, chats side by side.

    pending -> (the body goes onto the wire) sending -> (Telegram's answer) sent
       ^                                        |
       +------- refused, broken, timed out -----+

A row is `sending` only between the last moment before its bytes leave and the answer. If the process dies in
between, the call counts as delivered; the gap in which a message could be lost is that of one system call.
"""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter
from telegram.error import TelegramError as CallError

from bot.errors import TelegramError
from bot.stores.journal import Draft, Journal, OutboxRow
from bot.telegram.api import TelegramApi, seconds_to_wait
from bot.telegram.pace import Pace, growing_pause
from bot.telegram.tasks import end_tasks

logger = logging.getLogger(__name__)

WRONG_TOKEN = "Telegram does not accept TELEGRAM_BOT_TOKEN: copy it again from BotFather."
_STOP_SECONDS = 5


class Sender:
    """Delivers what stands in the outbox."""

    def __init__(
        self,
        api: TelegramApi,
        journal: Journal,
        on_fatal: Callable[[TelegramError], None],
        pace: Pace | None = None,
    ) -> None:
        """Prepare; `resume` and `wake` set it going."""
        self._api, self._journal, self._on_fatal = api, journal, on_fatal
        self._pace = pace or Pace()
        self._chats: dict[int, asyncio.Task[None]] = {}
        self._stopping = False

    def resume(self) -> None:
        """Go on where an earlier process stopped."""
        for chat_id in self._journal.unsent_chats():
            self.wake(chat_id)

    def wake(self, chat_id: int) -> None:
        """See to it that the outbox of a chat is worked off."""
        if chat_id not in self._chats and not self._stopping:
            self._chats[chat_id] = asyncio.create_task(self._drain(chat_id))

    async def stop(self) -> None:
        """Let the calls that are under way end, and leave the rest for the next start."""
        self._stopping = True
        tasks = set(self._chats.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_STOP_SECONDS)
            await end_tasks(late)

    async def _drain(self, chat_id: int) -> None:
        failures = 0
        try:
            while not self._stopping:
                try:
                    row = self._journal.next_unsent(chat_id)
                    if row is None:
                        return
                    delivered = await self._deliver(chat_id, row)
                except SQLAlchemyError as fault:
                    logger.error("The outbox cannot be reached: %s.", type(fault).__name__)
                    delivered = False
                failures = 0 if delivered else failures + 1
                if not delivered and not self._stopping:
                    await asyncio.sleep(growing_pause(failures))
        except TelegramError as fatal:
            self._on_fatal(fatal)
        finally:
            del self._chats[chat_id]

    async def _deliver(self, chat_id: int, row: OutboxRow) -> bool:
        """Make one call; False means that it is to be made again after a pause.

        Raises:
            TelegramError: The token is wrong.
        """
        await self._pace.wait_for_place(chat_id)
        try:
            await self._call(row, row.draft)
        except InvalidToken:
            self._journal.mark_pending(row.id)
            raise TelegramError(WRONG_TOKEN) from None
        except RetryAfter as wait:
            self._journal.mark_pending(row.id)
            self._pace.hold(chat_id, seconds_to_wait(wait))
            return True
        except (Forbidden, ChatMigrated) as refusal:
            self._drop_chat(chat_id, type(refusal).__name__)
        except BadRequest as refusal:
            return await self._settle_refusal(chat_id, row, refusal)
        except OSError as fault:
            logger.error("A picture could not be read (%s).", type(fault).__name__)
            return await self._deliver_without_picture(chat_id, row)
        except CallError as fault:
            self._journal.mark_pending(row.id)
            logger.warning("%s did not get through (%s).", row.draft.method, type(fault).__name__)
            return False
        else:
            self._journal.mark_sent(row.id)
        return True

    async def _call(self, row: OutboxRow, draft: Draft) -> None:
        await self._api.call(
            draft.method, draft.parameters, on_leaving=partial(self._journal.mark_sending, row.id)
        )

    async def _settle_refusal(self, chat_id: int, row: OutboxRow, refusal: BadRequest) -> bool:
        reason = refusal.message.lower()
        if "message is not modified" in reason:
            self._journal.mark_sent(row.id)
        elif "chat not found" in reason:
            self._drop_chat(chat_id, "chat not found")
        elif "entit" in reason and "parse_mode" in row.draft.parameters:
            return await self._deliver(chat_id, OutboxRow(row.id, _plain(row.draft)))
        else:
            logger.error("Telegram refused a %s.", row.draft.method)
            return await self._deliver_without_picture(chat_id, row)
        return True

    async def _deliver_without_picture(self, chat_id: int, row: OutboxRow) -> bool:
        """Say a picture's words alone; leave out what has none."""
        words = _words_of_photo(row.draft)
        if words is None:
            self._journal.mark_failed(row.id)
            return True
        return await self._deliver(chat_id, OutboxRow(row.id, words))

    def _drop_chat(self, chat_id: int, label: str) -> None:
        self._journal.drop_chat(chat_id)
        logger.info("A chat cannot be reached any more (%s); what waited for it is left out.", label)


def _plain(draft: Draft) -> Draft:
    """Give the same call without HTML."""
    parameters: dict[str, Any] = {k: v for k, v in draft.parameters.items() if k != "parse_mode"}
    for field in ("text", "caption"):
        if field in parameters:
            parameters[field] = html.unescape(parameters[field])
    return Draft(draft.method, parameters)


def _words_of_photo(draft: Draft) -> Draft | None:
    """Give the call that says a picture's caption alone."""
    given: Mapping[str, Any] = draft.parameters
    if draft.method != "sendPhoto" or not given.get("caption"):
        return None
    kept = {k: v for k, v in given.items() if k not in ("photo", "caption")}
    return Draft("sendMessage", {**kept, "text": given["caption"]})
