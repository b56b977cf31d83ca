"""`./mend guidance`: checks the cards, for the people who write them."""

from __future__ import annotations

from argparse import Namespace


def run(_arguments: Namespace) -> int:
    """Read every card.

    Raises:
        ContentError: A card is broken; it names the file, the line and what to do.
    """
    from coaching.library import shared_library

    library = shared_library()
    needs = {need for card in library.cards for need in card.needs}
    print(f"All is well: {len(library.cards)} cards for {len(needs)} needs.")
    return 0
