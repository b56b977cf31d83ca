"""Lines to ring, by country and purpose, from data/safety/helplines.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from coaching.content import DATA, read_mapping
from coaching.text import plain

HELPLINES = DATA / "safety" / "helplines.yml"

PURPOSES = {
    "crisis_self_harm": "suicide",
    "violence": "domestic_violence",
    "coercive_control": "domestic_violence",
    "threat_to_others": "perpetrator",
    "child_at_risk": "child",
}
"""Label of the screen to the kind of line that it calls for."""

# What people type for their country, beside its name.
_ALIASES = {
    "usa": "US", "us": "US", "america": "US", "the states": "US", "united states of america": "US",
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "britain": "GB", "great britain": "GB",
    "northern ireland": "GB", "eire": "IE", "oz": "AU", "nz": "NZ", "holland": "NL", "deutschland": "DE",
    "españa": "ES", "brasil": "BR", "türkiye": "TR", "turkiye": "TR", "republic of ireland": "IE",
}  # fmt: skip


# Longer messages name a country in passing; they are no answer to the question for it.
_MOST_WORDS = 6


@dataclass(frozen=True)
class Helplines:
    """The directory of lines."""

    names: Mapping[str, str]
    """Country code to the country's name."""
    _emergency: Mapping[str, str]
    _lines: Mapping[str, tuple[Mapping[str, Any], ...]]
    _international: tuple[Mapping[str, Any], ...]
    _wording: Mapping[str, str]

    def emergency(self, country: str | None) -> str:
        """The emergency numbers of a country, as read aloud: "999 or 112"."""
        return self._emergency.get(country or "", self._wording["emergency_unknown"])

    def country(self, text: str) -> str | None:
        """The code of the country that a short message names, or None."""
        words = re.sub(r"[^\w\s]", " ", plain(text).lower()).strip()
        words = re.sub(
            r"^(?:i(?:'m| m| am)? )?(?:live )?(?:in |from )?(?:the )?", "", " ".join(words.split())
        )
        by_name = {name.lower(): code for code, name in self.names.items()} | _ALIASES
        if words in by_name or len(words.split()) > _MOST_WORDS:
            return by_name.get(words)
        # "us" and "oz" mean a country only where nothing else is said.
        named = [name for name in by_name if len(name) > 2 and re.search(rf"\b{re.escape(name)}\b", words)]
        return by_name[max(named, key=len)] if named else None

    def lines(self, label: str, country: str | None, most: int = 2) -> tuple[str, ...]:
        """Lines for a label of the screen, each as one piece of text.

        Args:
            label: A label of coaching.needs.SAFETY.
            country: A country code, or None where it is not known: then international finders are given.
            most: How many lines at the most.
        """
        purpose = PURPOSES[label]
        rows = [row for row in self._lines.get(country or "", ()) if row["for"] == purpose]
        # Whoever asks to be stopped may also ring the line against violence.
        if not rows and purpose == "perpetrator":
            rows = [row for row in self._lines.get(country or "", ()) if row["for"] == "domestic_violence"]
        if not rows:
            rows = [row for row in self._international if row["for"] in (purpose, "any")]
        return tuple(_as_text(row, self._wording) for row in rows[:most])


def _as_text(row: Mapping[str, Any], wording: Mapping[str, str]) -> str:
    phone, text = row.get("phone"), row.get("text")
    if phone and text:
        way = "call_or_text" if phone == text else "call_and_text"
    else:
        way = "call" if phone else "text" if text else "web"
    hours = wording["hours"] if row.get("hours") else ""
    return (wording[way] + hours).format(**row)


@lru_cache(maxsize=1)
def shared_helplines() -> Helplines:
    """The project's own directory, read once.

    Raises:
        ContentError: The file is broken.
    """
    return read_helplines(HELPLINES)


def read_helplines(file: Path) -> Helplines:
    """Read a directory of lines.

    Raises:
        ContentError: The file is broken.
    """
    entry = read_mapping(file)
    countries = entry.values.get("countries")
    if not isinstance(countries, dict):
        raise entry.error('The file needs "countries".', "countries")
    international = entry.values.get("international") or []
    return Helplines(
        names={code: row["name"] for code, row in countries.items()},
        _emergency={code: " or ".join(row["emergency"]) for code, row in countries.items()},
        _lines={code: tuple(row["lines"]) for code, row in countries.items()},
        _international=tuple(international),
        _wording=read_mapping(file.parent / "wording.yml").values,
    )
