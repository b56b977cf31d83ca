"""`./mend bench` from the command line to its exit status, with small bots."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

import bench.__main__ as bench_main
from bench.__main__ import main
from bot.settings import PROJECT
from tests.bench.bots import fake_bot
from tests.bench.test_child import ends

BENCH = """
import sys, time, tempfile
from pathlib import Path
import bench.__main__ as main
from tests.bench.bots import fake_bot

def waits(work, starts, turns):
    with fake_bot("Mend", work).server(work / "server") as server:
        server.first_answer("hi")
        print(server.pid, work, flush=True)
        time.sleep(60)

main.measure = waits
sys.exit(main.main([]))
"""


@pytest.fixture
def bots(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Fake bots in place of the real ones; their behaviour can be changed."""
    behaviour = {"Mend": "answers", "The starter bot": "answers"}

    def make(name: str) -> None:
        def bot(work: Path, _environ: Mapping[str, str]) -> object:
            work.mkdir()
            return fake_bot(name, work, behaviour[name])

        monkeypatch.setattr(bench_main, "mend" if name == "Mend" else "starter", bot)

    for name in behaviour:
        make(name)
    return behaviour


def test_it_measures_both_and_reports(
    bots: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command trains, starts and compares both, shows a table and writes the file."""
    file = tmp_path / "figures.json"
    status = main(["--quick", "--json", str(file)])
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].split() == ["Mend", "against", "ratio", "target"]
    assert shown.err.splitlines()[-5:] == [
        "Training the starter bot",
        "Training Mend",
        "Start 1 of 1: The starter bot",
        "Start 1 of 1: Mend",
        "A long talk with Mend",
    ]
    read = json.loads(file.read_text())
    missed = [figure["name"] for figure in read["figures"] if figure["met"] is False]
    # Two bots that are alike: neither is half the other.
    assert status == 1
    assert "peak memory" in missed
    assert [line for line in shown.out.splitlines() if line.startswith("Missed: peak memory (")] != []
    assert len(read["measured"]["mend"][0]["turns"]) == 20


def test_all_targets_met_is_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit status is 0 where nothing is missed."""
    from tests.bench.test_figures import measured

    monkeypatch.setattr(bench_main, "measure", lambda *_: measured())
    assert main([]) == 0
    assert "MISSED" not in capsys.readouterr().out


def test_a_bot_that_does_not_start_is_an_error(
    bots: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing can be measured the status is neither that of a met nor of a missed target."""
    bots["Mend"] = "dies"
    assert main(["--quick"]) == 2
    assert "No model was found." in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody waits a quarter of an hour to learn that the folder does not exist."""
    assert main(["--json", "/nowhere/figures.json"]) == 2
    assert "There is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--starts", "0"], ["--turns", "many"], ["--fast"]])
def test_wrong_arguments_are_refused(arguments: list[str]) -> None:
    """A typo is told at once."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_it_leaves_nothing_behind(number: signal.Signals) -> None:
    """Ctrl-C, a kill and a closed terminal all end the servers and remove the folder."""
    with subprocess.Popen(
        [sys.executable, "-c", BENCH],
        cwd=PROJECT,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        pid, folder = process.stdout.readline().split()
        process.send_signal(number)
        begun = time.monotonic()
        assert process.wait(20) != 0
        assert time.monotonic() - begun < 10
    assert ends(int(pid))
    assert not Path(folder).exists()
