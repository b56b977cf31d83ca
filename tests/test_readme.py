"""README.md and the code agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

import pytest

from bot.commands import COMMANDS
from bot.launcher.cli import COMMANDS as LAUNCHER_COMMANDS
from bot.settings import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def section(title: str) -> str:
    """The text under a heading of the README, up to the next one."""
    parts = re.split(r"^## (.+)$", README, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[title]


def rows(title: str) -> list[list[str]]:
    """The cells of the tables under a heading, without their heads."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = [number for number, row in enumerate(cells) if set("".join(row)) <= {"-"}]
    heads = {number - 1 for number in rules}
    return [row for number, row in enumerate(cells) if number not in heads and number not in rules]


def code_in(texts: Iterable[str]) -> set[str]:
    """What stands between backticks."""
    return {code for text in texts for code in _CODE.findall(text)}


def variables_read_by_settings() -> set[str]:
    """The names that bot/settings.py asks the environment for."""
    tree = ast.parse((PROJECT / "bot" / "settings.py").read_text(encoding="utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {text for text in strings if isinstance(text, str) and _ENVIRONMENT.fullmatch(text)}


def test_every_command_of_the_launcher_is_in_the_table_and_no_other() -> None:
    """Who reads the README knows all that ./mend can do, and is promised nothing that it cannot."""
    named = {code.split()[1] for code in code_in(row[0] for row in rows("Two commands")) if " " in code}
    assert named == set(LAUNCHER_COMMANDS)


def test_every_command_of_the_chat_is_in_the_table_and_no_other() -> None:
    """Every slash command is explained, and none that does nothing."""
    named = {code for code in code_in(row[0] for row in rows("Two commands")) if code.startswith("/")}
    assert named == {f"/{name}" for name in COMMANDS}


def test_the_settings_table_holds_what_is_read_and_no_other() -> None:
    """A host finds each setting, and none that has no effect."""
    listed = [row[0].strip("`") for row in rows("Settings")]
    assert len(listed) == len(set(listed))
    assert set(listed) == variables_read_by_settings()


def test_every_path_on_the_map_is_there() -> None:
    """The map shows the house as it stands."""
    named = code_in(cell for row in rows("The house") for cell in row[:2])
    paths = {code for code in named if not code.startswith("./") and ("/" in code or "." in code)}
    assert len(paths) > 10
    assert sorted(path for path in paths if not (PROJECT / path).exists()) == []


def test_every_room_is_on_the_map() -> None:
    """No folder of the code goes without a word."""
    named = code_in(row[0] for row in rows("The house"))
    rooms = {
        f"bot/{folder.name}/" for folder in (PROJECT / "bot").iterdir() if (folder / "__init__.py").exists()
    }
    assert rooms | {"coaching/", "actions/"} <= named


@pytest.mark.parametrize("target", sorted(set(_LINK.findall(README))))
def test_every_link_leads_somewhere(target: str) -> None:
    """A link, and the picture, is there in a clone."""
    assert (PROJECT / target).exists()


def test_what_can_be_edited_is_where_the_readme_says() -> None:
    """Nobody looks in vain for what they want to change."""
    places = code_in(row[1] for row in rows("Changing what it says"))
    paths = {place for place in places if "/" in place or place.endswith(".yml")}
    assert sorted(path for path in paths if not (PROJECT / path).exists()) == []


def test_the_comparison_is_where_the_config_says() -> None:
    """config.yml points at a heading that exists."""
    config = (PROJECT / "config.yml").read_text(encoding="utf-8")
    assert all(section(title) for title in re.findall(r'README\.md, "([^"]+)"', config))


def test_the_picture_fetches_nothing() -> None:
    """Who reads the README is not made to ask another server for a font."""
    picture = (PROJECT / "docs" / "conversation.svg").read_text(encoding="utf-8")
    assert re.findall(r"@font-face|@import|url\(\s*[\"']?(?!#)|href=", picture) == []
