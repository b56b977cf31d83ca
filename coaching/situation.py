"""What a message tells of the situation: whose fault, what kind of breach, who the other is, the feeling."""

from __future__ import annotations

from dataclasses import dataclass

from coaching.lexicon import (
    BREACH_PATTERNS,
    CAUSED_PATTERNS,
    FEELING,
    FEELINGS,
    HURT_PATTERNS,
    NOT_FELT,
    NOT_THE_WRITER,
    PEOPLE,
    STATED_SIDES,
    WE_BOTH,
)
from coaching.text import plain

ROLES = ("hurt", "caused", "both", "unknown")
BREACHES = (
    "infidelity",
    "lying",
    "broken_promise",
    "money",
    "harsh_words",
    "neglect",
    "privacy",
    "addiction",
    "other",
)


@dataclass(frozen=True)
class Situation:
    """What is known; None where a message says nothing of it."""

    role: str | None = None
    breach: str | None = None
    partner: str | None = None
    """Who the other is, as the coach says it: "your wife"."""
    feeling: str | None = None
    """An adjective that fits "you feel ..."."""


def read_situation(text: str) -> Situation:
    """Read what a message tells by itself, whatever its need."""
    words = plain(text).lower()
    return Situation(
        role=_role(words), breach=_breach(words), partner=_partner(words), feeling=_feeling(words)
    )


def stated_side(text: str) -> str | None:
    """The side in a short answer to the question for it; None where it names none."""
    words = plain(text).lower()
    return read_situation(text).role or next(
        (role for role, pattern in STATED_SIDES.items() if pattern.search(words)), None
    )


def _role(words: str) -> str | None:
    if NOT_THE_WRITER.search(words):
        return None
    if WE_BOTH.search(words):
        return "both"
    caused = any(pattern.search(words) for pattern in CAUSED_PATTERNS)
    hurt = any(pattern.search(words) for pattern in HURT_PATTERNS)
    if caused and hurt:
        return "both"
    return "caused" if caused else "hurt" if hurt else None


def _breach(words: str) -> str | None:
    """The kind with most evidence; the order of the lexicon decides between equals."""
    counts = {
        kind: sum(len(pattern.findall(words)) for pattern in patterns)
        for kind, patterns in BREACH_PATTERNS.items()
    }
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else None


def _partner(words: str) -> str | None:
    """The first person named as "my ..."; whose own people ("my wife's sister") are left out."""
    for match in PEOPLE.finditer(words):
        return f"your {match['who']}"
    return None


def _feeling(words: str) -> str | None:
    """The first feeling that the writer says they have; what another feels is not theirs."""
    for match in FEELING.finditer(words):
        if not NOT_FELT.search(match["between"] or ""):
            return FEELINGS[match["word"]]
    return None
