"""The safety screen: signs of danger that a message states outright (design: safety, statements 1 and 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coaching.content import DATA, read_mapping
from coaching.needs import SAFETY
from coaching.text import plain

SIGNALS = DATA / "safety" / "signals.yml"
NO_SIGNAL = "none"

# A negation counts only right before what it negates: "never hit me", not "he never listens, he hit me".
_NEGATED = re.compile(
    r"\b(?:never|not|don't|dont|didn't|didnt|doesn't|hasn't|haven't|isn't|wouldn't|won't|no longer|can't)"
    r"(?: (?:even|ever|once|really|actually|going to|gonna|want to|wanted to|trying to|planning to|to))? $"
)
# Here the danger itself is put as a negation: "I don't want to live", "wouldn't stop when I said no".
_OWN_NEGATION = re.compile(r"n't\b|\b(?:not|no|never|nothing|dont|wont|doesnt|without|any)\b")


@dataclass(frozen=True)
class Screen:
    """The compiled signals, most urgent label first."""

    harmless: tuple[re.Pattern[str], ...]
    labels: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]

    def label(self, text: str) -> str:
        """The most urgent danger that the text states, or "none"."""
        words = plain(text).lower()
        for pattern in self.harmless:
            words = pattern.sub(" ", words)
        for label, patterns in self.labels:
            for pattern in patterns:
                if any(not _is_negated(words, match) for match in pattern.finditer(words)):
                    return label
        return NO_SIGNAL


def _is_negated(words: str, match: re.Match[str]) -> bool:
    return not _OWN_NEGATION.search(match[0]) and _NEGATED.search(words[: match.start()]) is not None


@lru_cache(maxsize=1)
def shared_screen() -> Screen:
    """The screen over the project's own signals, compiled once.

    Raises:
        ContentError: The file of signals is broken.
    """
    return read_screen(SIGNALS)


def read_screen(file: Path) -> Screen:
    """Read and compile a file of signals.

    Raises:
        ContentError: The file is broken, or one of its patterns is no regular expression.
    """
    entry = read_mapping(file)
    by_label = entry.values.get("labels")
    if not isinstance(by_label, dict) or set(by_label) - set(SAFETY):
        raise entry.error(f'"labels" must hold lists of patterns under: {", ".join(SAFETY)}.', "labels")
    try:
        return Screen(
            harmless=tuple(re.compile(pattern) for pattern in entry.texts("harmless")),
            labels=tuple(
                (label, tuple(re.compile(pattern) for pattern in patterns))
                for label, patterns in by_label.items()
            ),
        )
    except re.error as fault:
        raise entry.error(f"A pattern is no regular expression ({fault}).", "labels") from None
