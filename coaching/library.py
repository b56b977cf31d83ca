"""The shelf of cards, and which of them answers a need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coaching.cards import GUIDANCE, Card, read_cards
from coaching.documents import Documents, read_documents


@dataclass(frozen=True)
class Library:
    """Every card, in the order of the shelf, and the documents they cite."""

    cards: tuple[Card, ...]
    documents: Documents

    def named(self, name: str | None) -> Card | None:
        """The card of that name, or None."""
        return next((card for card in self.cards if card.name == name), None)

    def needs_a_side(self, need: str) -> bool:
        """Whether the guidance on a need reads differently for the two sides."""
        return {"hurt", "caused"} <= {card.side for card in self.cards if need in card.needs}

    def ranked(
        self, need: str, role: str | None, breach: str | None, shown: Sequence[str] = ()
    ) -> list[Card]:
        """The cards for a need: least recently shown first, then the closest fit, then the shelf's order.

        Args:
            need: An intent of coaching.needs.NEEDS.
            role: hurt, caused, both, or None and unknown where it is open.
            breach: A kind of breach, or None.
            shown: Names of cards in the order in which they were shown; a name may recur.
        """
        fitting = [card for card in self.cards if need in card.needs and _speaks_to(card, role)]
        last_shown = {name: moment for moment, name in enumerate(shown)}
        return sorted(
            fitting,
            key=lambda card: (
                last_shown.get(card.name, -1),
                bool(card.breaches) and breach not in card.breaches,
                card.needs[0] != need,
                breach not in card.breaches,
                card.side == "both" and role in ("hurt", "caused"),
            ),
        )

    def citations(self, card: Card) -> tuple[str, ...]:
        """Where a card's ideas come from, as a person reads it."""
        return tuple(self.documents.cite(source) for source in card.sources)


def _speaks_to(card: Card, role: str | None) -> bool:
    if role in ("hurt", "caused"):
        return card.side in (role, "both")
    # With both at fault every card may speak; with the side unknown only those that take none.
    return role == "both" or card.side == "both"


@lru_cache(maxsize=1)
def shared_library() -> Library:
    """The project's own library, read once.

    Raises:
        ContentError: A card is broken.
    """
    return read_library(GUIDANCE)


def read_library(folder: Path) -> Library:
    """Read a library from a folder of cards.

    Raises:
        ContentError: A card is broken.
    """
    return Library(read_cards(folder), read_documents(folder / "documents"))
