from dataclasses import replace
from pathlib import Path

from coaching.cards import Card
from coaching.documents import Document, Documents
from coaching.library import Library, shared_library

BASE = Card(
    name="base",
    title="Base",
    needs=("forgiveness",),
    side="both",
    breaches=(),
    say=("Say.",),
    instead_of=None,
    rather=None,
    try_this="Try.",
    not_when="Never.",
    sources=("book/one",),
    differs=None,
    next=(),
)
SHELF = Documents({"book": Document("book", "A Book", "An Author", {"one": "Section one"})})


def library(*cards: Card) -> Library:
    """A library of just these cards."""
    return Library(cards, SHELF)


def names(cards: list[Card]) -> list[str]:
    """The names of cards, in order."""
    return [card.name for card in cards]


def test_a_card_never_speaks_to_the_other_side() -> None:
    """What is meant for the one who hurt is not said to the one who was hurt."""
    cards = library(replace(BASE, name="h", side="hurt"), replace(BASE, name="c", side="caused"), BASE)
    assert names(cards.ranked("forgiveness", "hurt", None)) == ["h", "base"]
    assert names(cards.ranked("forgiveness", "caused", None)) == ["c", "base"]
    assert names(cards.ranked("forgiveness", "unknown", None)) == ["base"]
    assert set(names(cards.ranked("forgiveness", "both", None))) == {"h", "c", "base"}


def test_the_least_recently_shown_card_comes_first() -> None:
    """Asking again brings something new, and what was shown longest ago when all is known."""
    cards = library(replace(BASE, name="a"), replace(BASE, name="b"))
    assert names(cards.ranked("forgiveness", None, None, ["a"]))[0] == "b"
    assert names(cards.ranked("forgiveness", None, None, ["a", "b"]))[0] == "a"
    assert names(cards.ranked("forgiveness", None, None, ["a", "b", "a"]))[0] == "b"


def test_what_is_known_of_the_breach_decides_among_fresh_cards() -> None:
    """A card on lying comes first after a lie and last where nothing of the kind was told."""
    cards = library(BASE, replace(BASE, name="lie", breaches=("lying",)))
    assert names(cards.ranked("forgiveness", None, "lying"))[0] == "lie"
    assert names(cards.ranked("forgiveness", None, None))[0] == "base"


def test_a_card_made_for_the_need_comes_before_one_that_also_fits() -> None:
    """The main need of a card outranks its others."""
    cards = library(replace(BASE, name="also", needs=("patience_time", "forgiveness")), BASE)
    assert names(cards.ranked("forgiveness", None, None)) == ["base", "also"]


def test_citations_name_document_and_section() -> None:
    """ "Why this?" is answered with something that can be looked up."""
    assert library(BASE).citations(BASE) == ("“A Book” (An Author): Section one",)


def test_five_documents_and_research_stand_on_the_shelf() -> None:
    """Every document that the guidance draws on is there."""
    assert {"kronenfeld", "patterns", "six-steps", "broken-to-whole", "restoring-trust", "research"} <= set(
        shared_library().documents.by_short
    )


def test_the_readme_beside_the_cards_names_every_field() -> None:
    """An editor finds each field of a card explained."""
    from coaching.cards import _FIELDS, GUIDANCE

    readme = Path(GUIDANCE / "README.md").read_text(encoding="utf-8")
    assert [field for field in sorted(_FIELDS) if f"`{field}`" not in readme] == []
