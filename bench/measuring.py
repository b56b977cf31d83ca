"""What is measured: starts, turns and memory of both bots, and one long talk with Mend.

round 1   starter, Mend      each: start - first answer - one talk to warm up - turns that count - end
round 2   Mend, starter      never two at once
...
Mend      short talks - a talk of 515 messages - short talks
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench.bots import Bot
from bench.server import Answer, Server

Say = Callable[[str], None]

EARLY = range(3, 8)
"""The messages around message 5."""
LATE = range(486, 516)
"""The messages around message 500: more of them, as what is read of a long talk grows and is cut in turns."""
_SHORT_TALKS = 3
"""Before the long talk, and once more after it, so that a machine that slows down meanwhile tells nothing."""


@dataclass(frozen=True)
class Start:
    """One start of one bot, up to its end."""

    first_answer: float
    """Seconds from the start of the process."""
    first_answer_processor: float
    turns: tuple[float, ...]
    """Seconds of each turn."""
    turn_processor: float
    """Seconds of processor time for a turn, on average."""
    unanswered: int
    """Turns that brought no reply."""
    peak_kb: int


@dataclass(frozen=True)
class LongTalk:
    """Seconds of turns early in a talk and late in one, and the peak of memory behind them."""

    early: tuple[float, ...]
    late: tuple[float, ...]
    peak_kb: int


def measure_starts(
    bots: Sequence[Bot], work: Path, starts: int, turns: int, say: Say
) -> dict[str, list[Start]]:
    """Start the bots one after the other, the first of them last in every other round."""
    measured: dict[str, list[Start]] = {bot.name: [] for bot in bots}
    for number in range(starts):
        for place, bot in enumerate(bots if number % 2 == 0 else reversed(bots)):
            say(f"Start {number + 1} of {starts}: {bot.name}")
            with bot.server(work / f"start-{number}-{place}") as server:
                measured[bot.name].append(measure_start(server, bot.talk, turns))
    return measured


def measure_start(server: Server, talk: Sequence[str], turns: int) -> Start:
    """Wait for the first answer, warm up with one talk, then measure so many turns."""
    first_answer = server.first_answer(talk[0])
    at_first = server.usage().processor_seconds
    for text in talk:
        server.ask("warm-up", text)
    before = server.usage().processor_seconds
    answers: list[Answer] = []
    for number, text in enumerate(islice(cycle(talk), turns)):
        answers.append(server.ask(f"talk-{number // len(talk)}", text))
    used = server.usage()
    return Start(
        first_answer=first_answer,
        first_answer_processor=at_first,
        turns=tuple(answer.seconds for answer in answers),
        turn_processor=(used.processor_seconds - before) / turns,
        unanswered=sum(not answer.replies for answer in answers),
        peak_kb=used.peak_kb,
    )


def measure_long_talk(server: Server, phrases: Sequence[str]) -> LongTalk:
    """Say the phrases over and over, in short talks and in a long one.

    Both stretches that count hold every phrase equally often.
    """
    server.first_answer(phrases[0])
    early: list[float] = []

    def short_talks(name: str) -> None:
        for number in range(_SHORT_TALKS):
            early.extend(_stretch(server, f"{name}-{number}", phrases, EARLY))

    _stretch(server, "warm-up", phrases, EARLY)
    short_talks("before")
    late = _stretch(server, "long", phrases, LATE)
    short_talks("after")
    return LongTalk(tuple(early), tuple(late), server.usage().peak_kb)


def _stretch(server: Server, sender: str, phrases: Sequence[str], counted: range) -> list[float]:
    """Talk up to the end of a stretch; the seconds of the turns within it, the first message being 1."""
    texts = islice(cycle(phrases), counted.stop - 1)
    seconds = [server.ask(sender, text).seconds for text in texts]
    return seconds[counted.start - 1 :]
