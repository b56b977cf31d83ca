"""The talk at the keyboard."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.terminal import interactive
from bot.turns import Button, Reply, Turn
from tests.terminal.scripted import ScriptedCoach


async def talk(typed: str, coach: ScriptedCoach, pictures: Path, width: int = 60) -> str:
    """Type into a talk; what it shows."""
    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=False)
    keyboard = create_pipe_input()
    with closing(keyboard), create_app_session(input=keyboard, output=DummyOutput()):
        keyboard.send_text(typed)
        await interactive.talk(coach, "terminal-ada", console, pictures)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_it_greets_answers_and_says_goodbye(tmp_path: Path) -> None:
    """The coach speaks first, then answers what is typed, and a number presses a choice."""
    coach = ScriptedCoach()
    shown = await talk("He lied to me\r1\rquit\r", coach, tmp_path)
    assert [said for _, said in coach.heard] == ["/greet", "He lied to me", "/was_hurt"]
    assert interactive.WELCOME.split(".")[0] in shown
    assert "  I heard: He lied to me\n" in shown
    assert "    2  I hurt someone\n" in shown
    assert shown.rstrip().endswith(interactive.FAREWELL)


@pytest.mark.parametrize("key", ["\x04", "\x03"])
async def test_ctrl_d_and_ctrl_c_leave_quietly(key: str, tmp_path: Path) -> None:
    """Leaving by a key is leaving, not an error."""
    assert (await talk(key, ScriptedCoach(), tmp_path)).rstrip().endswith(interactive.FAREWELL)


async def test_a_narrow_terminal_wraps_between_words(tmp_path: Path) -> None:
    """No line is wider than the terminal."""
    shown = await talk("a rather long sentence about trust\rquit\r", ScriptedCoach(), tmp_path, width=24)
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= 24


async def test_a_picture_is_kept_where_the_person_can_open_it(tmp_path: Path) -> None:
    """The picture is copied into the folder of pictures, and its path is shown."""
    image = tmp_path / "apology.png"
    image.write_bytes(b"picture")
    pictures = tmp_path / "pictures"
    shown = await talk("/help\rquit\r", ScriptedCoach(image=str(image)), pictures, width=200)
    assert f"Picture: {pictures / 'apology.png'}" in shown
    assert (pictures / "apology.png").read_bytes() == b"picture"


def test_no_reply_can_steer_the_terminal(tmp_path: Path) -> None:
    """Escape sequences and rich's markup in a reply are shown as plain characters, or not at all."""
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    turn = Turn("", (Reply("\x1b]0;title\x07[bold]words[/bold]", (Button("\x1b[2Jtitle", "/greet"),)),))
    interactive.show(turn, console, tmp_path)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "[bold]words[/bold]" in shown
    assert "\x1b]0" not in shown
    assert "\x1b[2J" not in shown
