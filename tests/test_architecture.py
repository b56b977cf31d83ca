import ast
from pathlib import Path

import pytest

from bot.settings import PROJECT

# Room to what it may never import; the launcher alone may import everything.
FORBIDDEN = {
    "coaching": {"rasa", "rasa_sdk", "telegram", "bot", "actions"},
    "actions": {"rasa", "telegram", "bot"},
    "bot/nlu": {"telegram", "rasa_sdk", "actions", "bot.telegram", "bot.launcher", "bot.terminal"},
    "bot/policies": {"telegram", "rasa_sdk", "actions", "bot.telegram", "bot.launcher", "bot.terminal"},
    "bot/stores": {"telegram", "rasa_sdk", "actions", "bot.telegram", "bot.launcher", "bot.terminal"},
    "bot/terminal": {"rasa", "telegram", "rasa_sdk", "actions", "bot.telegram", "bot.launcher"},
    "bot/telegram": {"rasa_sdk", "actions", "bot.launcher", "bot.terminal", "coaching"},
}
ROOMS = [PROJECT / room for room in ("coaching", "actions", "bot")]
SOURCES = sorted(file for room in ROOMS for file in room.rglob("*.py"))


def imports_of(file: Path) -> set[str]:
    """Every module that a file imports, dotted."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_room_reaches_where_it_must_not(room: str) -> None:
    """Data flows one way: each room imports only what stands below it."""
    for file in (PROJECT / room).rglob("*.py"):
        for name in imports_of(file):
            reached = [one for one in FORBIDDEN[room] if name == one or name.startswith(one + ".")]
            assert not reached, f"{file.relative_to(PROJECT)} imports {name}"


def test_telegram_takes_only_channels_of_rasa() -> None:
    """The channel knows Rasa by its channel interface alone."""
    for file in (PROJECT / "bot" / "telegram").rglob("*.py"):
        for name in imports_of(file):
            assert not name.startswith("rasa") or name.startswith("rasa.core.channels"), (file.name, name)


@pytest.mark.parametrize("file", SOURCES, ids=[str(file.relative_to(PROJECT)) for file in SOURCES])
def test_a_file_is_small_and_says_what_it_is(file: Path) -> None:
    """A reader finds one idea a file, named at its head, in at most 300 lines."""
    source = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "no docstring at the head"
    assert len(source.splitlines()) <= 300


def test_the_names_at_the_top_stand() -> None:
    """What the project was asked to hold at its top level is there."""
    names = ("bot", "data/nlu", "data/stories", "actions", "config.yml", "domain.yml", "tests", "README.md")
    assert [name for name in names if not (PROJECT / name).exists()] == []
