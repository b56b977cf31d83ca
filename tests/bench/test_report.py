"""The table and the file."""

from __future__ import annotations

import json

from bench.figures import Figure, figures
from bench.report import as_json, table
from tests.bench.test_figures import measured


def test_the_table_stands_in_columns() -> None:
    """A reader sees value, comparison, ratio and target in line, and at once what is missed."""
    found = [
        Figure("first answer", "s", 9.84, 40.0, 0.5),
        Figure("a turn", "ms", 132.4, 99.96, 0.6),
        Figure("peak memory", "MB", 612.4),
        Figure("turns without a reply", "", 0, 2),
    ]
    assert table(found) == (
        "                         Mend   against  ratio        target\n"
        "first answer            9.8 s    40.0 s   0.25  at most 0.50     met\n"
        "a turn                 132 ms  100.0 ms   1.32  at most 0.60  MISSED\n"
        "peak memory            612 MB\n"
        "turns without a reply       0         2"
    )


def test_the_file_holds_every_measurement() -> None:
    """A program finds the figures with their verdicts, each single turn and the machine."""
    all_of_it = measured()
    read = json.loads(json.dumps(as_json(figures(all_of_it), all_of_it)))
    assert read["figures"][0] == {
        "name": "from start to first answer",
        "unit": "s",
        "mend": 10.0,
        "other": 40.0,
        "at_most": 0.5,
        "ratio": 0.25,
        "met": True,
    }
    assert read["measured"]["starter"][2]["turns"] == [0.05, 0.05, 0.08]
    assert read["machine"]["processors"] >= 1
