"""How fast to send: within Telegram's limits, and slower when it asks for it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict

OVERALL_PER_SECOND = 30.0
CHAT_PER_SECOND = 1.0
CHAT_BURST = 6.0
_REMEMBERED_CHATS = 2000


def growing_pause(failures: int, first: float = 0.5, longest: float = 30.0) -> float:
    """Give the pause after the given number of failures in a row."""
    return float(min(longest, first * 2 ** min(max(failures - 1, 0), 16)))


class _Bucket:
    """Hands out places at a steady rate, after a burst."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._filled, self._at = burst, time.monotonic()

    def take(self) -> float:
        """Take a place, and give the seconds until it begins."""
        now = time.monotonic()
        self._filled = min(self._burst, self._filled + (now - self._at) * self._rate) - 1
        self._at = now
        return max(0.0, -self._filled / self._rate)


class Pace:
    """Paces the calls of all chats; a chat that waits never takes a place from another."""

    def __init__(
        self,
        overall: float = OVERALL_PER_SECOND,
        chat: float = CHAT_PER_SECOND,
        chat_burst: float = CHAT_BURST,
    ) -> None:
        """Use the given rates per second."""
        self._overall = _Bucket(overall, overall)
        self._chat_rate, self._chat_burst = chat, chat_burst
        self._chats: OrderedDict[int, _Bucket] = OrderedDict()
        self._held: dict[int, float] = {}
        self._all_held = 0.0

    async def wait_for_place(self, chat_id: int) -> None:
        """Wait until a call to this chat may leave."""
        await asyncio.sleep(self._bucket(chat_id).take())
        while (pause := self._held_for(chat_id)) > 0:
            await asyncio.sleep(pause)
        await asyncio.sleep(self._overall.take())

    def hold(self, chat_id: int, seconds: float) -> None:
        """Heed a 429. Telegram does not say whom it means: a second chat's, meanwhile, means all chats."""
        now = time.monotonic()
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._held[chat_id] = now + seconds
        if len(self._held) > 1:
            self._all_held = max(self._held.values())

    def _held_for(self, chat_id: int) -> float:
        return max(self._held.get(chat_id, 0.0), self._all_held) - time.monotonic()

    def _bucket(self, chat_id: int) -> _Bucket:
        bucket = self._chats.setdefault(chat_id, _Bucket(self._chat_rate, self._chat_burst))
        self._chats.move_to_end(chat_id)
        if len(self._chats) > _REMEMBERED_CHATS:
            self._chats.popitem(last=False)
        return bucket
