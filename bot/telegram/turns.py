"""Does the work of one turn: asks the dialogue, or answers by itself what the dialogue cannot read."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from telegram.error import TelegramError as CallError

from bot.payloads import parse_payload
from bot.stores.journal import AlreadyDone, Draft, Journal, Turn, current_turn
from bot.stores.tracker_store import TELEGRAM_SENDER
from bot.telegram import render
from bot.telegram.api import TelegramApi
from bot.telegram.incoming import Incoming, Kind
from bot.telegram.output import CHANNEL_NAME, TurnOutput
from bot.telegram.wordings import Wordings

logger = logging.getLogger(__name__)

TURN_SECONDS = 30.0
TYPING_AFTER_SECONDS = 0.7
_TYPING_LASTS_SECONDS = 4.5
MAX_TURNS_AT_ONCE = 32

Handler = Callable[[UserMessage], Awaitable[Any]]


class Turns:
    """Answers what a person did, and stores the answer together with "done"."""

    def __init__(
        self,
        journal: Journal,
        handler: Handler,
        wordings: Wordings,
        api: TelegramApi,
        turn_seconds: float = TURN_SECONDS,
        typing_after: float = TYPING_AFTER_SECONDS,
    ) -> None:
        """Use the given dialogue; `api` shows "typing" only."""
        self._journal, self._handler, self._wordings, self._api = journal, handler, wordings, api
        self._turn_seconds, self._typing_after = turn_seconds, typing_after
        self._places = asyncio.Semaphore(MAX_TURNS_AT_ONCE)

    async def answer(self, incoming: Incoming, update_ids: tuple[int, ...], is_patient: bool) -> None:
        """Answer, whatever happens: in the end the updates are done and the replies stand in the outbox.

        Args:
            incoming: What the person did.
            update_ids: The updates that this turn answers.
            is_patient: Raise where the store does not answer, so that the caller can try again.

        Raises:
            AlreadyDone: The updates were answered before.
            SQLAlchemyError: Nothing could be stored; the updates still wait.
        """
        turn = Turn(update_ids, incoming.chat_id)
        try:
            message = self._prepare(incoming, turn)
        except SQLAlchemyError:
            raise
        except Exception as fault:  # noqa: BLE001 - an odd update must not hold up those behind it
            self._apologise(turn, [], type(fault).__name__)
            message = None
        if message is not None:
            await self._ask(message, turn, is_patient)
        if not turn.committed:
            self._journal.finish(turn)

    def _prepare(self, incoming: Incoming, turn: Turn) -> UserMessage | None:
        """Write down what the channel says by itself; give what the dialogue is to answer, if anything."""
        if incoming.kind is Kind.PRESS:
            return self._prepare_press(incoming, turn)
        if incoming.kind is Kind.BLOCKED:
            self._journal.drop_chat(turn.chat_id)
            logger.info("A chat has blocked the coach or put it out; what waited for it is left out.")
        elif incoming.kind is Kind.GROUP and not self._journal.was_addressed(turn.chat_id):
            self._say(turn, "utter_group")
        elif incoming.reply:
            self._say(turn, incoming.reply)
        if incoming.kind is Kind.TEXT:
            return self._message(incoming.text, turn, None)
        if incoming.kind is Kind.COMMAND:
            text = f"/{incoming.intent}"
            return self._message(text, turn, _parsed(text, incoming.intent, []))
        return None

    def _prepare_press(self, incoming: Incoming, turn: Turn) -> UserMessage | None:
        press = incoming.press
        if press is None or self._journal.was_pressed(press.mark(turn.chat_id)):
            return None
        used = render.chosen(turn.chat_id, press.message, press.title)
        turn.drafts.extend([used] if used else [])
        try:
            intent, entities = parse_payload(press.data)
        except ValueError:
            self._say(turn, "utter_stale_button")
            return None
        return self._message(press.data, turn, _parsed(press.data, intent, list(entities)))

    async def _ask(self, message: UserMessage, turn: Turn, is_patient: bool) -> None:
        own = list(turn.drafts)
        token = current_turn.set(turn)
        try:
            async with self._places, self._typing(turn.chat_id):
                await asyncio.wait_for(self._handler(message), self._turn_seconds)
            if not turn.committed:
                self._apologise(turn, own, "nothing was stored")
        except AlreadyDone:
            raise
        except (OperationalError, InterfaceError):
            if is_patient and not turn.committed:
                raise
            self._apologise(turn, own, "the store does not answer")
        except asyncio.TimeoutError:
            self._apologise(turn, own, "it took too long")
        except Exception as fault:  # noqa: BLE001 - whatever the dialogue does, the person gets an answer
            # The type alone: a message could hold the person's words.
            self._apologise(turn, own, type(fault).__name__)
        finally:
            current_turn.reset(token)

    def _apologise(self, turn: Turn, own: list[Draft], label: str) -> None:
        """Put kind words in the place of an answer that did not come about."""
        logger.error("A turn failed: %s.", label)
        if not turn.committed:
            turn.drafts[:] = own
            self._say(turn, "utter_trouble")

    def _say(self, turn: Turn, key: str) -> None:
        words = self._wordings.say(key, turn.update_ids[0])
        turn.drafts.extend(render.reply(turn.chat_id, {"text": words}))

    def _message(self, text: str, turn: Turn, parse_data: dict[str, Any] | None) -> UserMessage:
        return UserMessage(
            text,
            TurnOutput(turn),
            f"{TELEGRAM_SENDER}{turn.chat_id}",
            parse_data=parse_data,
            input_channel=CHANNEL_NAME,
            message_id=str(turn.update_ids[-1]),
        )

    @contextlib.asynccontextmanager
    async def _typing(self, chat_id: int) -> AsyncIterator[None]:
        """Show that the coach is typing while the block below takes longer than a moment."""
        over = asyncio.Event()
        task = asyncio.create_task(self._show_typing(chat_id, over))
        try:
            yield
        finally:
            over.set()
            task.cancel()

    async def _show_typing(self, chat_id: int, over: asyncio.Event) -> None:
        await asyncio.sleep(self._typing_after)
        # The event as well: a call that is just connecting can swallow its cancellation.
        while not over.is_set():
            with contextlib.suppress(CallError):
                await self._api.courtesy("sendChatAction", {"chat_id": chat_id, "action": "typing"})
            await asyncio.sleep(_TYPING_LASTS_SECONDS)


def _parsed(text: str, intent: str, entities: list[Any]) -> dict[str, Any]:
    """Give what the NLU would: it is skipped for what was chosen from a closed table."""
    certain = {"name": intent, "confidence": 1.0}
    return {
        "text": text,
        "intent": certain,
        "intent_ranking": [certain],
        "entities": entities,
        "safety": "none",
    }
