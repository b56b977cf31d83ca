"""The documents that the guidance comes from, with their sections."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coaching.content import read_mapping
from coaching.errors import ContentError


@dataclass(frozen=True)
class Document:
    """A document or a piece of research, with the sections that cards may cite."""

    short: str
    title: str
    author: str | None
    sections: dict[str, str]
    """Section id to the section's name, as a reader finds it."""


@dataclass(frozen=True)
class Documents:
    """The shelf of documents by their short names."""

    by_short: dict[str, Document]

    def knows(self, source: str) -> bool:
        """Whether `document/section` exists."""
        short, _, section = source.partition("/")
        return short in self.by_short and section in self.by_short[short].sections

    def cite(self, source: str) -> str:
        """How a person reads a `document/section` id: title and section."""
        short, _, section = source.partition("/")
        document = self.by_short[short]
        by = f" ({document.author})" if document.author else ""
        return f"“{document.title}”{by}: {document.sections[section]}"


def read_documents(folder: Path) -> Documents:
    """Read every document file of a folder.

    Raises:
        ContentError: A file is broken.
    """
    documents = {}
    for file in sorted(folder.glob("*.yml")):
        entry = read_mapping(file)
        title = entry.text("title")
        sections = entry.values.get("sections")
        if title is None:
            raise entry.error('The document lacks "title".')
        if not isinstance(sections, dict) or not all(isinstance(name, str) for name in sections.values()):
            raise entry.error('"sections" must give each section an id and a name.', "sections")
        documents[file.stem] = Document(file.stem, title, entry.text("author"), sections)
    if not documents:
        raise ContentError(folder, 1, "There are no documents in this folder.")
    return Documents(documents)
