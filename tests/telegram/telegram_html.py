"""Telegram's HTML, parsed strictly: what it would refuse is refused here."""

from __future__ import annotations

import html
import re

_TAGS = frozenset(
    {
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "a",
        "code",
        "pre",
        "blockquote",
        "tg-spoiler",
    }
)
_PIECE = re.compile(
    r"(?P<words>[^<&]+)|(?P<entity>&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)|<(?P<end>/)?(?P<tag>[a-z-]+)[^<>]*>"
)


class BadMarkup(ValueError):
    """Telegram would answer with 400."""


def visible_text(markup: str) -> str:
    """Give what a reader sees.

    Raises:
        BadMarkup: An unknown or unclosed tag, or a bare & or <.
    """
    shown, open_tags, position = [], [], 0
    while position < len(markup):
        piece = _PIECE.match(markup, position)
        if piece is None:
            raise BadMarkup(f"unexpected character at byte offset {position}")
        position = piece.end()
        if piece["tag"] is None:
            shown.append(html.unescape(piece[0]))
        elif piece["tag"] not in _TAGS:
            raise BadMarkup("unsupported start tag")
        elif not piece["end"]:
            open_tags.append(piece["tag"])
        elif not open_tags or open_tags.pop() != piece["tag"]:
            raise BadMarkup("unexpected end tag")
    if open_tags:
        raise BadMarkup("can't find end tag")
    return "".join(shown)
