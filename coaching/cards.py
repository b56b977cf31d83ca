"""Guidance cards: what the coach can say on a need, to one side or to both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coaching.content import DATA, Entry, read_list
from coaching.documents import Documents, read_documents
from coaching.errors import ContentError
from coaching.needs import NEEDS
from coaching.situation import BREACHES

SIDES = ("hurt", "caused", "both")
GUIDANCE = DATA / "guidance"

_FIELDS = {
    "card", "title", "needs", "for", "breach", "say", "instead_of", "rather", "try_this", "not_when",
    "sources", "differs", "next",
}  # fmt: skip
_REQUIRED = ("card", "title", "needs", "for", "say", "try_this", "not_when", "sources")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# A turn is at most about 60 words, of which some reflect what the person said.
_MOST_WORDS = {"say": 42, "try_this": 38, "not_when": 35, "differs": 45, "title": 9}
_MOST_STEPS = 4
_LONGEST_NAME = 34


@dataclass(frozen=True)
class Step:
    """One message of a card."""

    kind: str
    """say, instead (of what, rather what) or try."""
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One piece of guidance. Texts may hold {partner} or {Partner}, filled when they are said."""

    name: str
    title: str
    needs: tuple[str, ...]
    """The needs it answers, its main one first."""
    side: str
    """hurt, caused or both: whom it speaks to."""
    breaches: tuple[str, ...]
    """Breaches that it fits better than others; empty for all."""
    say: tuple[str, ...]
    """One to four messages; the first stands alone."""
    instead_of: str | None
    rather: str | None
    try_this: str
    not_when: str
    sources: tuple[str, ...]
    """`document/section` ids."""
    differs: str | None
    """Where the documents disagree."""
    next: tuple[str, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything that the card says, a message each: its steps, its example, the thing to try."""
        example = (
            (Step("instead", (self.instead_of, self.rather)),) if self.instead_of and self.rather else ()
        )
        return (*(Step("say", (text,)) for text in self.say), *example, Step("try", (self.try_this,)))


def read_cards(folder: Path = GUIDANCE) -> tuple[Card, ...]:
    """Read every card below a folder, files and entries in the order of the shelf.

    Raises:
        ContentError: A card is broken; the message names file, line and what to do.
    """
    documents = read_documents(folder / "documents")
    entries = [entry for file in _card_files(folder) for entry in read_list(file)]
    cards: dict[str, Card] = {}
    for entry in entries:
        card = _read_card(entry, documents)
        if card.name in cards:
            raise entry.error(
                f'There is another card named "{card.name}"; give this one its own name.', "card"
            )
        cards[card.name] = card
    for entry in entries:
        for name in entry.texts("next"):
            if name not in cards:
                raise entry.error(f'"next" names a card "{name}" that does not exist.', "next")
    return tuple(cards.values())


def card_problems(folder: Path = GUIDANCE) -> list[ContentError]:
    """Every card that cannot be used, one problem a card, for a person who edits them."""
    problems: list[ContentError] = []
    try:
        documents = read_documents(folder / "documents")
    except ContentError as problem:
        return [problem]
    for file in _card_files(folder):
        try:
            entries = read_list(file)
        except ContentError as problem:
            problems.append(problem)
            continue
        for entry in entries:
            try:
                _read_card(entry, documents)
            except ContentError as problem:
                problems.append(problem)
    if not problems:
        try:
            read_cards(folder)
        except ContentError as problem:
            problems.append(problem)
    return problems


def _card_files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise ContentError(folder, 1, "There are no cards in this folder.")
    return files


def _read_card(entry: Entry, documents: Documents) -> Card:
    for key in entry.values:
        if key not in _FIELDS:
            raise entry.error(f'A card has no field "{key}"; the README beside the cards lists them.', key)
    for key in _REQUIRED:
        if key not in entry.values:
            raise entry.error(f'The card lacks "{key}".')
    name = entry.text("card") or ""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise entry.error(
            f'The name "{name}" must be small letters, digits and dashes, at most {_LONGEST_NAME}.', "card"
        )
    say = entry.texts("say")
    if not 1 <= len(say) <= _MOST_STEPS:
        raise entry.error(f'"say" needs one to {_MOST_STEPS} steps.', "say")
    instead_of, rather = entry.text("instead_of"), entry.text("rather")
    if (instead_of is None) != (rather is None):
        raise entry.error('"instead_of" and "rather" belong together: give both or neither.')
    card = Card(
        name=name,
        title=entry.text("title") or "",
        needs=_known(entry, "needs", NEEDS),
        side=_one_of(entry, "for", SIDES),
        breaches=_known(entry, "breach", BREACHES),
        say=say,
        instead_of=instead_of,
        rather=rather,
        try_this=entry.text("try_this") or "",
        not_when=entry.text("not_when") or "",
        sources=entry.texts("sources"),
        differs=entry.text("differs"),
        next=entry.texts("next"),
    )
    if not card.needs:
        raise entry.error('"needs" must name at least one need.', "needs")
    if not card.sources:
        raise entry.error('"sources" must name at least one document and section.', "sources")
    for source in card.sources:
        if not documents.knows(source):
            raise entry.error(f'"{source}" is no section in documents/; check its spelling.', "sources")
    _check_wording(entry)
    return card


def _known(entry: Entry, key: str, names: tuple[str, ...]) -> tuple[str, ...]:
    values = entry.texts(key)
    for value in values:
        if value not in names:
            raise entry.error(f'"{value}" under "{key}" is not known; choose from: {", ".join(names)}.', key)
    return values


def _one_of(entry: Entry, key: str, names: tuple[str, ...]) -> str:
    value = entry.text(key) or ""
    if value not in names:
        raise entry.error(f'"{key}" must be one of: {", ".join(names)}.', key)
    return value


def _check_wording(entry: Entry) -> None:
    for key in ("title", "say", "instead_of", "rather", "try_this", "not_when", "differs"):
        value = entry.values.get(key)
        for text in value if isinstance(value, list) else [value] if value else []:
            most = _MOST_WORDS.get(key)
            words = len(text.split())
            if most and words > most:
                raise entry.error(f'"{key}" has {words} words; the most is {most}. Cut it or split it.', key)
            if "!" in text:
                raise entry.error(f'"{key}" holds an exclamation mark; people in pain read it as cheer.', key)
            for placeholder in _PLACEHOLDER.findall(text):
                if placeholder not in ("partner", "Partner"):
                    raise entry.error(
                        f'"{{{placeholder}}}" cannot be filled; only {{partner}} and {{Partner}} can.', key
                    )
