"""What to offer when a message could mean several things."""

from __future__ import annotations

from collections.abc import Sequence

from coaching.needs import NEEDS

MOST_OFFERED = 3
_LEAST_CONFIDENCE = 0.04


def needs_to_offer(ranking: Sequence[tuple[str, float]]) -> list[str]:
    """The two or three likeliest needs.

    Args:
        ranking: Intents with their confidence, likeliest first; talk and safety may stand among them.
    """
    needs = [(name, confidence) for name, confidence in ranking if name in NEEDS]
    likely = [name for name, confidence in needs[:MOST_OFFERED] if confidence >= _LEAST_CONFIDENCE]
    return likely if len(likely) >= 2 else [name for name, _ in needs[:2]]
