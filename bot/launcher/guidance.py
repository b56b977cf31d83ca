"""`./mend guidance`: checks the cards, for the people who write them."""

from __future__ import annotations

from argparse import Namespace


def run(_arguments: Namespace) -> int:
    """Read every card, and what is said around them.

    Returns:
        0 where all is well; 1 where cards are broken, each named with its file and line.

    Raises:
        ContentError: Something beside the cards is broken.
    """
    from coaching.cards import card_problems
    from coaching.check import check_content
    from coaching.library import shared_library

    problems = card_problems()
    for problem in problems:
        print(problem)
    if problems:
        return 1
    check_content()
    library = shared_library()
    needs = {need for card in library.cards for need in card.needs}
    print(f"All is well: {len(library.cards)} cards for {len(needs)} needs.")
    return 0
