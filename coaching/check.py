"""Reads all content once, so that what is broken is found at the start and not in somebody's talk."""

from __future__ import annotations

from coaching.helplines import shared_helplines
from coaching.library import shared_library
from coaching.screen import shared_screen
from coaching.wording import shared_wording


def check_content() -> None:
    """Read cards, wordings, helplines and signals.

    Raises:
        ContentError: One of them is broken; the message names file and line.
    """
    shared_library()
    shared_wording()
    shared_helplines()
    shared_screen()
