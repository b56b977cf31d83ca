"""From measurements to figures."""

from __future__ import annotations

import pytest

from bench.figures import Figure, Measured, figures, missed, percentile
from bench.measuring import LongTalk, Start


def start(first_answer: float, turns: tuple[float, ...], megabytes: int) -> Start:
    """A start with some round figures."""
    return Start(first_answer, first_answer / 2, turns, turns[0] / 2, 0, megabytes * 1024)


def measured(mend_first: float = 10.0, late: float = 0.03) -> Measured:
    """A measurement in which Mend meets every target, as long as nothing else is asked for."""
    return Measured(
        mend=[start(mend_first, (0.02, 0.02, 0.03), 600) for _ in range(3)],
        starter=[start(seconds, (0.05, 0.05, 0.08), 1000) for seconds in (39.0, 40.0, 400.0)],
        long_talk=LongTalk((0.02, 0.02, 0.9), (late, late, 0.9), 620 * 1024),
        mend_training=90.0,
        starter_training=60.0,
    )


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        (range(1, 101), 0.95, 95),
        (range(1, 61), 0.95, 57),
        (range(1, 4), 0.95, 3),
        ([3, 1, 2], 0.5, 2),
        ([7], 0.95, 7),
    ],
)
def test_a_percentile_is_one_of_the_values(values: list[float], share: float, expected: float) -> None:
    """It is the smallest value that the share of all values does not exceed."""
    assert percentile(values, share) == expected


def test_figures_are_medians_of_the_starts() -> None:
    """One start that the machine disturbed changes nothing."""
    first, median_turn, slow_turn, memory, late, *_ = figures(measured())
    assert (first.mend, first.other, first.ratio) == (10.0, 40.0, 0.25)
    assert (median_turn.mend, median_turn.other) == (20.0, 50.0)
    assert (slow_turn.mend, slow_turn.other) == (30.0, 80.0)
    assert (memory.mend, memory.other, memory.ratio) == (600.0, 1000.0, 0.6)
    assert (late.mend, late.other, late.ratio) == (30.0, 20.0, 1.5)


def test_the_targets_are_those_set_for_mend() -> None:
    """Half the time to the first answer, 0.6 of a turn, 0.7 of the memory, 1.5 for a late turn."""
    assert [figure.at_most for figure in figures(measured()) if figure.at_most] == [0.5, 0.6, 0.6, 0.7, 1.5]


def test_a_target_that_is_just_reached_is_met() -> None:
    """A target is the largest ratio that will do."""
    assert missed(figures(measured(mend_first=20.0))) == []


def test_missed_targets_are_named() -> None:
    """Every target beyond its limit is listed, and only those."""
    found = missed(figures(measured(mend_first=20.1, late=0.031)))
    assert [figure.name for figure in found] == [
        "from start to first answer",
        "Mend's turn at message 500, against message 5",
    ]


def test_a_figure_without_a_target_cannot_miss_it() -> None:
    """Training and processor time are told, not judged."""
    assert Figure("training", "s", 900.0, 1.0).met is None


def test_a_target_without_a_measurement_is_not_met() -> None:
    """A comparison with nothing never passes."""
    assert Figure("a turn", "ms", 1.0, 0.0, 0.6).met is False
