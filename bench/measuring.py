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
    """Say the phrases over and over in a long talk, and in short ones in between while it is late.

    Late and early turns alternate, so that a machine that is disturbed for a while disturbs both. Both hold
    every phrase equally often.
    """
    server.first_answer(phrases[0])
    _say_on(server, "warm-up", phrases, range(1, EARLY.stop))
    _say_on(server, "long", phrases, range(1, LATE.start))
    early: list[float] = []
    late: list[float] = []
    for start in LATE[:: len(EARLY)]:
        _say_on(server, f"short-{start}", phrases, range(1, EARLY.start))
        early += _say_on(server, f"short-{start}", phrases, EARLY)
        late += _say_on(server, "long", phrases, range(start, start + len(EARLY)))
    return LongTalk(tuple(early), tuple(late), server.usage().peak_kb)


def _say_on(server: Server, sender: str, phrases: Sequence[str], messages: range) -> list[float]:
    """Go on with a talk; the seconds of each turn. Message 1 is the first phrase."""
    return [server.ask(sender, phrases[(message - 1) % len(phrases)]).seconds for message in messages]
