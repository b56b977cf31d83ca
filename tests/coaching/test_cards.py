from pathlib import Path

import pytest

from coaching.cards import GUIDANCE, card_problems, read_cards
from coaching.errors import ContentError

DOCUMENT = "title: A book\nsections:\n  one: The first section\n"
CARD = """\
- card: a-card
  title: A card
  needs: [forgiveness]
  for: both
  say:
    - One step.
  try_this: Do one thing.
  not_when: Not when it hurts.
  sources: [book/one]
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with one good card."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "book.yml").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "theme.yml").write_text(CARD, encoding="utf-8")
    return tmp_path


def test_a_good_card_is_read(shelf: Path) -> None:
    """What an editor typed is what the coach says."""
    (card,) = read_cards(shelf)
    assert card.name == "a-card"
    assert card.say == ("One step.",)
    assert [step.kind for step in card.steps] == ["say", "try"]


@pytest.mark.parametrize(
    ("line", "becomes", "at", "says"),
    [
        ("  title: A card\n", "", 1, 'lacks "title"'),
        ("needs: [forgiveness]", "needs: [forgivness]", 3, "is not known"),
        ("for: both", "for: everyone", 4, "must be one of"),
        ("    - One step.", "    - " + "word " * 43, 5, "43 words"),
        ("One step.", "One step!", 5, "exclamation mark"),
        ("One step.", "Ask {her} again.", 5, "cannot be filled"),
        ("sources: [book/one]", "sources: [book/two]", 9, "no section"),
        ("sources: [book/one]", "sources: [book/one]\n  next: [nowhere]", 10, "does not exist"),
        ("sources: [book/one]", "sources: [book/one]\n  instead_of: So what.", 1, "belong together"),
        ("title: A card", "title: A card\n  titel: A card", 3, 'no field "titel"'),
        ("title: A card", "title: A card\n  title: Twice", 3, "stands twice"),
        ("card: a-card", "card: A Card", 1, "small letters"),
        ("  for: both", "  for: [both", 5, "not valid YAML"),
        ("- card: a-card", "card: a-card", 2, "not valid YAML"),
        ("say:\n    - One step.", "say: One step.", 5, "list of texts"),
    ],
)
def test_a_broken_card_is_named_with_file_line_and_sentence(
    shelf: Path, line: str, becomes: str, at: int, says: str
) -> None:
    """An editor is told where the mistake stands and what it is."""
    assert line in CARD
    (shelf / "theme.yml").write_text(CARD.replace(line, becomes), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_cards(shelf)
    assert caught.value.file.name == "theme.yml"
    assert says in caught.value.problem
    assert abs(caught.value.line - at) <= 1
    assert card_problems(shelf)


def test_two_cards_of_one_name_are_refused(shelf: Path) -> None:
    """A name stands for one card, whatever file it is in."""
    (shelf / "other.yml").write_text(CARD, encoding="utf-8")
    with pytest.raises(ContentError, match="another card"):
        read_cards(shelf)


def test_every_problem_is_listed_at_once(shelf: Path) -> None:
    """An editor sees all broken cards, not one a run."""
    broken = CARD.replace("for: both", "for: all")
    (shelf / "theme.yml").write_text(broken + broken.replace("a-card", "b-card"), encoding="utf-8")
    assert len(card_problems(shelf)) == 2


def test_the_projects_own_cards_are_whole() -> None:
    """No card that is shipped is broken."""
    assert card_problems() == []


def test_no_card_is_longer_than_a_turn() -> None:
    """A reflection and a step of a card together stay near sixty words."""
    for card in read_cards(GUIDANCE):
        for step in card.steps:
            assert len(" ".join(step.lines).split()) <= 60, card.name
