import pytest

from coaching.lexicon import ROLE_OF_NEED
from coaching.library import shared_library
from coaching.needs import NEEDS


@pytest.mark.parametrize(
    "short", ["kronenfeld", "patterns", "six-steps", "broken-to-whole", "restoring-trust"]
)
def test_every_section_of_every_document_is_covered(short: str) -> None:
    """No part of the five documents is left out of the guidance."""
    library = shared_library()
    cited = {source for card in library.cards for source in card.sources}
    sections = {f"{short}/{section}" for section in library.documents.by_short[short].sections}
    assert sections - cited == set()


# Needs that only one side has; every other need must have guidance for both.
ONE_SIDED = {
    "was_hurt": "hurt",
    "caused_hurt": "caused",
    "trust_again": "hurt",
    "rebuild_trust": "caused",
    "partner_not_forgiving": "caused",
    "partner_dismissive": "hurt",
    "express_hurt": "hurt",
}


@pytest.mark.parametrize("need", NEEDS)
def test_each_need_has_fresh_guidance_for_whoever_asks_twice(need: str) -> None:
    """Each side that can have a need finds at least two cards on it."""
    sides = [ONE_SIDED[need]] if need in ONE_SIDED else ["hurt", "caused"]
    for side in sides:
        assert len(shared_library().ranked(need, side, None)) >= 2, f"{need} for {side}"


@pytest.mark.parametrize("need", NEEDS)
def test_somebody_whose_side_is_unknown_gets_guidance_or_the_question(need: str) -> None:
    """No need ends in nothing while the side is open."""
    library = shared_library()
    side = ROLE_OF_NEED.get(need, "unknown")
    assert library.needs_a_side(need) or library.ranked(need, side, None)
