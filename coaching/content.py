"""Where the content lives, and YAML that remembers its lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coaching.errors import ContentError

DATA = Path(__file__).resolve().parent.parent / "data"

# The parser in C where PyYAML has it: the cards are read at every start.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """A mapping of a content file: its values, and the line of each key."""

    file: Path
    line: int
    values: dict[str, Any]
    lines: dict[str, int]

    def error(self, problem: str, key: str | None = None) -> ContentError:
        """An error at a key of this entry, or at the entry itself."""
        return ContentError(self.file, self.lines.get(key, self.line) if key else self.line, problem)

    def text(self, key: str) -> str | None:
        """The text under a key with its spaces tidied; None where the key is absent.

        Raises:
            ContentError: The value is no text, or empty.
        """
        if key not in self.values:
            return None
        value = self.values[key]
        if not isinstance(value, str) or not value.strip():
            raise self.error(f'"{key}" must hold some text.', key)
        return _tidy(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key; empty where the key is absent.

        Raises:
            ContentError: The value is no list of texts.
        """
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.error(f'"{key}" must be a list of texts, each after a dash.', key)
        return tuple(_tidy(one) for one in value)


def _tidy(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n")).strip()


def read_mapping(file: Path) -> Entry:
    """Read a file that holds one mapping.

    Raises:
        ContentError: The file is missing, is not valid YAML or holds something else.
    """
    return _entry(file, _compose(file))


def read_list(file: Path) -> list[Entry]:
    """Read a file that holds a list of mappings.

    Raises:
        ContentError: The file is missing, is not valid YAML or holds something else.
    """
    node = _compose(file)
    if not isinstance(node, yaml.SequenceNode):
        raise ContentError(file, 1, "The file must hold a list: every entry begins with a dash.")
    return [_entry(file, item) for item in node.value]


def _compose(file: Path) -> yaml.Node:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as fault:
        raise ContentError(file, 1, f"The file cannot be read ({fault.strerror}).") from None
    except UnicodeDecodeError:
        raise ContentError(file, 1, "The file is not UTF-8 text; save it as UTF-8.") from None
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise ContentError(
            file, line, f"This is not valid YAML ({fault.problem}); check indents, quotes and colons."
        ) from None
    if node is None:
        raise ContentError(file, 1, "The file is empty.")
    return node


def _entry(file: Path, node: yaml.Node) -> Entry:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise ContentError(file, line, 'Here "key: value" lines are expected.')
    lines: dict[str, int] = {}
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in lines:
            raise ContentError(file, key_node.start_mark.line + 1, f'"{key}" stands twice in this entry.')
        lines[key] = key_node.start_mark.line + 1
        values[key] = _value(value_node)
    return Entry(file, line, values, lines)


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    # Numbers and yes/no stay the words that were typed; only an absent value is None.
    return None if node.tag == "tag:yaml.org,2002:null" else node.value
