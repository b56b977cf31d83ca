"""From what was measured to figures, each with its target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.measuring import LongTalk, Start

FIRST_ANSWER_AT_MOST = 0.5
TURN_AT_MOST = 0.6
MEMORY_AT_MOST = 0.7
LATE_TURN_AT_MOST = 1.5


@dataclass(frozen=True)
class Figure:
    """One line of the table: Mend's value and what it is measured against."""

    name: str
    unit: str
    """s, ms, MB, or nothing for a count."""
    mend: float
    other: float | None = None
    """The starter bot's value, or Mend's own early one."""
    at_most: float | None = None
    """The target: the largest ratio that will do."""

    @property
    def ratio(self) -> float | None:
        """Mend's value over the other."""
        return self.mend / self.other if self.other else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.at_most is None:
            return None
        return self.ratio is not None and self.ratio <= self.at_most


@dataclass(frozen=True)
class Measured:
    """All that was measured."""

    mend: Sequence[Start]
    starter: Sequence[Start]
    long_talk: LongTalk
    mend_training: float
    starter_training: float


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def figures(measured: Measured) -> list[Figure]:
    """Every figure, those with a target first. A figure over several starts is the median of the starts."""
    mend, starter = measured.mend, measured.starter
    return [
        Figure(
            "from start to first answer",
            "s",
            median(one.first_answer for one in mend),
            median(one.first_answer for one in starter),
            FIRST_ANSWER_AT_MOST,
        ),
        Figure(
            "a turn, median",
            "ms",
            1000 * median(median(one.turns) for one in mend),
            1000 * median(median(one.turns) for one in starter),
            TURN_AT_MOST,
        ),
        Figure(
            "a turn, 95th percentile",
            "ms",
            1000 * median(percentile(one.turns, 0.95) for one in mend),
            1000 * median(percentile(one.turns, 0.95) for one in starter),
            TURN_AT_MOST,
        ),
        Figure(
            "peak memory",
            "MB",
            median(one.peak_kb for one in mend) / 1024,
            median(one.peak_kb for one in starter) / 1024,
            MEMORY_AT_MOST,
        ),
        Figure(
            "Mend's turn at message 500, against message 5",
            "ms",
            1000 * median(measured.long_talk.late),
            1000 * median(measured.long_talk.early),
            LATE_TURN_AT_MOST,
        ),
        Figure("training", "s", measured.mend_training, measured.starter_training),
        Figure(
            "processor time to first answer",
            "s",
            median(one.first_answer_processor for one in mend),
            median(one.first_answer_processor for one in starter),
        ),
        Figure(
            "processor time of a turn, mean",
            "ms",
            1000 * median(one.turn_processor for one in mend),
            1000 * median(one.turn_processor for one in starter),
        ),
        Figure("Mend's peak memory after 515 messages", "MB", measured.long_talk.peak_kb / 1024),
        Figure(
            "turns without a reply",
            "",
            sum(one.unanswered for one in mend),
            sum(one.unanswered for one in starter),
        ),
    ]


def missed(found: Sequence[Figure]) -> list[Figure]:
    """The figures whose target is not met."""
    return [figure for figure in found if figure.met is False]
