"""Wordings with blanks: which one to say, and how to fill it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from coaching.content import DATA, read_mapping
from coaching.lexicon import ROLE_OF_NEED
from coaching.needs import NEEDS
from coaching.situation import Situation

WORDING = DATA / "guidance" / "wording"

_LONGEST_TITLE = 28
_BLANK = re.compile(r"\{(\w+)\}")
_BLANKS = frozenset({"partner", "Partner", "feeling", "breach", "deed", "Deed"})


@dataclass(frozen=True)
class Wording:
    """How the coach says back what it understood."""

    reflections: Mapping[str, tuple[str, ...]]
    """Need to its wordings; a wording fits where all of its blanks are known."""
    breaches: Mapping[str, str]
    """Kind of breach to a noun phrase: "the lying"."""
    deeds: Mapping[str, Mapping[str, str]]
    """Role and kind of breach to a clause: hurt, lying: "{partner} lied to you"."""
    partners: Mapping[str, str]
    """Need to what stands for the other where nobody was named; "default" for the rest."""
    titles: Mapping[str, str]
    """What a button says, by need or by turn of the talk."""

    def blanks(self, need: str, situation: Situation) -> dict[str, str]:
        """What each blank is filled with, as far as it is known."""
        partner = situation.partner or self.partners.get(need, self.partners["default"])
        filled = {"partner": partner, "Partner": _capital(partner)}
        if situation.feeling:
            filled["feeling"] = situation.feeling
        if situation.breach and situation.breach in self.breaches:
            filled["breach"] = self.breaches[situation.breach]
        # A need of one side is never answered with the deeds of the other.
        role = ROLE_OF_NEED.get(need, situation.role or "")
        deed = self.deeds.get(role, {}).get(situation.breach or "") if role == situation.role else None
        if deed:
            filled["deed"] = deed.replace("{partner}", partner)
            filled["Deed"] = _capital(filled["deed"])
        return filled

    def reflect(self, need: str, situation: Situation, said: Sequence[str] = ()) -> str | None:
        """Say back what was understood: the most telling wording, the one said longest ago among equals.

        Args:
            need: The need of the message.
            situation: What this message told, not what was known before: a reflection answers what was said.
            said: What the coach said lately, oldest first.
        """
        filled = self.blanks(need, situation)
        # Where nobody was named in this message, "your partner" would be no echo of it.
        told = set(filled) - ({"partner", "Partner"} if situation.partner is None else set())
        fitting = []
        for wording in self.reflections.get(need, ()):
            blanks = set(_BLANK.findall(wording))
            if blanks <= told:
                text = fill(wording, filled)
                last = max((moment for moment, one in enumerate(said) if text in one), default=-1)
                fitting.append((last, -len(blanks), text))
        # min() keeps the file's order between equals.
        return min(fitting, key=lambda one: one[:2])[2] if fitting else None


def fill(text: str, blanks: Mapping[str, str]) -> str:
    """Fill the blanks of a wording; every blank must be among `blanks`."""
    return _BLANK.sub(lambda match: blanks[match[1]], text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def shared_wording() -> Wording:
    """The project's own wordings, read once.

    Raises:
        ContentError: The file is broken.
    """
    return read_wording(WORDING)


def read_wording(folder: Path) -> Wording:
    """Read a folder with reflections.yml and buttons.yml.

    Raises:
        ContentError: The file is broken, a need is unknown or a blank cannot be filled.
    """
    entry = read_mapping(folder / "reflections.yml")
    parts: dict[str, dict[str, Any]] = {}
    for key in ("reflections", "breaches", "deeds", "partners"):
        value = entry.values.get(key)
        if not isinstance(value, dict):
            raise entry.error(f'The file needs "{key}".', key)
        parts[key] = value
    for need, wordings in parts["reflections"].items():
        if need not in NEEDS:
            raise entry.error(f'"{need}" is no need.', "reflections")
        for wording in wordings:
            for blank in _BLANK.findall(wording):
                if blank not in _BLANKS:
                    raise entry.error(f'"{{{blank}}}" under {need} cannot be filled.', "reflections")
    return Wording(
        reflections={need: tuple(wordings) for need, wordings in parts["reflections"].items()},
        breaches=parts["breaches"],
        deeds=parts["deeds"],
        partners=parts["partners"],
        titles=_read_titles(folder / "buttons.yml"),
    )


def _read_titles(file: Path) -> dict[str, str]:
    entry = read_mapping(file)
    needs, turns = entry.values.get("needs"), entry.values.get("turns")
    if not isinstance(needs, dict) or not isinstance(turns, dict):
        raise entry.error('The file needs "needs" and "turns".')
    for need in NEEDS:
        if need not in needs:
            raise entry.error(f'The need "{need}" has no title.', "needs")
    titles = {**needs, **turns}
    for key, title in titles.items():
        if len(title) > _LONGEST_TITLE:
            raise entry.error(f'The title of "{key}" is longer than {_LONGEST_TITLE} characters.')
    return titles
