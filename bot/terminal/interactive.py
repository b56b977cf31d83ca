"""A talk at the keyboard: line editing, numbered choices, a little colour."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle
from rich.console import Console
from rich.text import Text

from bot.commands import COMMANDS
from bot.terminal.typed import LEAVE, answer
from bot.turns import Button, Coach, Turn

WELCOME = "Mend. Write as you would speak; a number picks a choice, /help shows more, quit leaves."
FAREWELL = "Take care."
GREETING = "/start"
PROMPT = FormattedText([("bold ansigreen", "you "), ("", "")])
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INDENT = 2


async def talk(coach: Coach, sender_id: str, console: Console, pictures: Path) -> None:
    """Greet, then answer until the person leaves by `quit`, Ctrl-D or Ctrl-C.

    Args:
        coach: Who answers.
        sender_id: Whose conversation it is.
        console: Where to write.
        pictures: Folder in which pictures are kept for the person to open.
    """
    # Kept in memory alone: what is written here stays out of every file but the conversation store.
    session: PromptSession[str] = PromptSession(
        history=InMemoryHistory(),
        completer=WordCompleter([f"/{name}" for name in COMMANDS], sentence=True),
        complete_style=CompleteStyle.READLINE_LIKE,
        complete_while_typing=False,
        # This version of prompt_toolkit does not read NO_COLOR by itself.
        color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
    )
    console.print(Text(WELCOME, style="dim"))
    buttons: Sequence[Button] = ()
    typed = GREETING
    while typed.strip().lower() not in LEAVE:
        with console.status("thinking", spinner="dots"):
            turn = await answer(coach, sender_id, typed, buttons)
        if turn is not None:
            buttons = turn.buttons
            show(turn, console, pictures)
        try:
            typed = await session.prompt_async(PROMPT)
        except (EOFError, KeyboardInterrupt):
            break
    console.print(Text(FAREWELL, style="dim"))


def show(turn: Turn, console: Console, pictures: Path) -> None:
    """Write the replies of a turn, with its choices numbered throughout."""
    number = 0
    for reply in turn.replies:
        console.print()
        if reply.text:
            _print(console, Text(_CONTROL.sub("", reply.text)), _INDENT)
        if reply.image:
            kept = keep_picture(reply.image, pictures)
            _print(console, Text(f"Picture: {kept}", style="italic"), _INDENT)
        for button in reply.buttons:
            number += 1
            line = Text.assemble((f"{number}  ", "bold cyan"), (_CONTROL.sub("", button.title), "cyan"))
            _print(console, line, _INDENT * 2)
    console.print()


def _print(console: Console, text: Text, indent: int) -> None:
    """Wrap between words; no blanks behind a line, so that it can be copied cleanly."""
    for line in text.wrap(console, max(console.width - indent, 1)):
        line.rstrip()
        console.print(Text(" " * indent) + line)


def keep_picture(image: str, pictures: Path) -> str:
    """Copy a picture to where the person can open it; what is no file here stays as it is named."""
    source = Path(image)
    if not source.is_file():
        return image
    pictures.mkdir(mode=0o700, exist_ok=True)
    kept = pictures / source.name
    if source.resolve() != kept.resolve():
        shutil.copyfile(source, kept)
    return str(kept)
