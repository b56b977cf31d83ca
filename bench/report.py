"""The figures as a table for people and as JSON for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bench.figures import Figure, Measured

_HEADINGS = ("", "Mend", "against", "ratio", "target", "")


def table(found: Sequence[Figure]) -> str:
    """Lay the figures out in columns."""
    rows = [_HEADINGS, *(_cells(figure) for figure in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = []
    for row in rows:
        # Names stand on the left of their column, amounts on the right.
        cells = [row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def as_json(found: Sequence[Figure], measured: Measured) -> dict[str, Any]:
    """Everything that was measured, and where."""
    return {
        "machine": {
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "python": platform.python_version(),
        },
        "figures": [asdict(figure) | {"ratio": figure.ratio, "met": figure.met} for figure in found],
        "measured": asdict(measured),
    }


def _cells(figure: Figure) -> tuple[str, ...]:
    other, ratio, target = figure.other, figure.ratio, figure.at_most
    return (
        figure.name,
        _amount(figure.mend, figure.unit),
        "" if other is None else _amount(other, figure.unit),
        "" if ratio is None or not figure.unit else f"{ratio:.2f}",
        "" if target is None else f"at most {target:.2f}",
        {True: "met", False: "MISSED", None: ""}[figure.met],
    )


def _amount(value: float, unit: str) -> str:
    digits = 1 if unit == "s" or (unit == "ms" and value < 100) else 0
    return f"{value:.{digits}f} {unit}".strip()
