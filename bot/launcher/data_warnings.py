"""Reads what `rasa data validate` prints and picks the warnings that matter.

Rasa knows stories and rules. It cannot see that an action says a response, that a form asks with one, or that
the safety policy answers an intent before any story does, and warns of each as unused.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from coaching.needs import SAFETY

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(
    r"^.*?(?:\w*Warning:|\bWARNING\b +(?:[\w.]+ +- )?) *(?P<said>.*(?:\n  .*)*)", re.MULTILINE
)
"""A warning of Python or of a log, with the indented lines below it."""
_UNUSED = re.compile(r"The (?P<kind>utterance|intent) '(?P<name>\w+)' is not used in any story or rule\.")
_RESPONSE = re.compile(r"\butter_\w+")
_OF_RASA = frozenset({"utter_default", "utter_ask_rephrase"})
"""What Rasa's own fallback says."""


def warnings_that_matter(printed: str, project: Path) -> list[str]:
    """The warnings in what was printed, without those about what a story could not use."""
    warnings = [match["said"] for match in _WARNING.finditer(_COLOUR.sub("", printed))]
    said = responses_said(project)
    return [warning for warning in warnings if not _cannot_be_helped(warning, said)]


def responses_said(project: Path) -> frozenset[str]:
    """The responses that code says or forms ask with."""
    code = [path for room in ("actions", "bot") for path in (project / room).rglob("*.py")]
    named = {name for path in code for name in _RESPONSE.findall(path.read_text(encoding="utf-8"))}
    domain = yaml.safe_load((project / "domain.yml").read_text(encoding="utf-8")) or {}
    asked = {
        name
        for form, content in (domain.get("forms") or {}).items()
        for slot in (content or {}).get("required_slots") or ()
        for name in (f"utter_ask_{slot}", f"utter_ask_{form}_{slot}")
    }
    return frozenset(named | asked | _OF_RASA | {f"utter_{signal}" for signal in SAFETY})


def _cannot_be_helped(warning: str, said: frozenset[str]) -> bool:
    unused = _UNUSED.search(warning)
    if unused is None:
        return False
    return unused["name"] in (SAFETY if unused["kind"] == "intent" else said)
