"""Plain text out of what people type: one form for quotes, dashes, spaces and invisible characters."""

from __future__ import annotations

import re
import unicodedata

_SAME = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "–": "-", "—": "-", "‐": "-", "‑": "-",
        "…": "...", "\u00a0": " ",
    }
)  # fmt: skip
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufe0f\x00]")
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text with quotes, dashes and spaces in their plain form, full-width letters folded."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).translate(_SAME))
    return _SPACES.sub(" ", folded).strip()
