"""The order of things: who is started when, and which turns count."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from bench.bots import LONG_TALK
from bench.measuring import EARLY, LATE, measure_long_talk, measure_starts
from tests.bench.bots import TALK, fake_bot
from tests.bench.fake_bot import TIRED_SECONDS


def test_the_bots_take_turns_at_being_first(tmp_path: Path) -> None:
    """Every other round starts with the other bot, so that neither profits from its place."""
    said: list[str] = []
    bots = fake_bot("Starter", tmp_path), fake_bot("Mend", tmp_path)
    measured = measure_starts(bots, tmp_path, 2, 5, said.append)
    assert said == [
        "Start 1 of 2: Starter",
        "Start 1 of 2: Mend",
        "Start 2 of 2: Mend",
        "Start 2 of 2: Starter",
    ]
    assert {name: len(starts) for name, starts in measured.items()} == {"Starter": 2, "Mend": 2}


def test_a_start_measures_the_turns_behind_the_warm_up(tmp_path: Path) -> None:
    """The first answer and one talk come first; then new talks begin until the turns are through."""
    heard = tmp_path / "heard"
    bot = fake_bot("Mend", tmp_path, heard=heard)
    (start,) = measure_starts([bot], tmp_path, 1, 5, lambda _: None)["Mend"]
    senders = [line.partition(":")[0] for line in heard.read_text().splitlines()]
    assert senders == ["first"] + ["warm-up"] * len(TALK) + ["talk-0"] * 3 + ["talk-1"] * 2
    assert len(start.turns) == 5
    assert min(start.turns) > 0
    assert start.first_answer > max(start.turns)
    assert start.unanswered == 0
    assert start.peak_kb > 1000


def test_the_long_talk_sees_a_bot_that_tires(tmp_path: Path) -> None:
    """A bot whose turns grow with the talk shows it, and the turns around message 5 and 500 are those."""
    heard = tmp_path / "heard"
    with fake_bot("Mend", tmp_path, "tires", heard).server(tmp_path / "work") as server:
        talk = measure_long_talk(server, LONG_TALK)
    said = [line.partition(": ") for line in heard.read_text().splitlines()]
    assert sum(sender == "long" for sender, _, _ in said) == LATE.stop - 1
    assert [text for sender, _, text in said if sender == "long"][:6] == [*LONG_TALK, LONG_TALK[0]]
    assert len(talk.late) == len(talk.early) == len(LATE)
    assert min(talk.late) >= TIRED_SECONDS * LATE.start
    assert median(talk.late) > 2 * median(talk.early)


def test_late_and_early_turns_alternate(tmp_path: Path) -> None:
    """Whatever disturbs the machine for a while disturbs both: each late block has a short talk before it."""
    heard = tmp_path / "heard"
    with fake_bot("Mend", tmp_path, heard=heard).server(tmp_path / "work") as server:
        measure_long_talk(server, LONG_TALK)
    senders = [line.partition(":")[0] for line in heard.read_text().splitlines()]
    blocks = [sender for sender, before in zip(senders, ["", *senders], strict=False) if sender != before]
    assert blocks[:3] == ["first", "warm-up", "long"]
    assert all(one.startswith("short-") for one in blocks[3::2])
    assert set(blocks[4::2]) == {"long"}
    assert len(blocks) == 15


def test_both_stretches_hold_every_phrase_equally_often() -> None:
    """The turns compared are about the same words, around message 5 and message 500."""
    for stretch in (EARLY, LATE):
        assert len(stretch) % len(LONG_TALK) == 0
    assert len(LATE) % len(EARLY) == 0
    assert 5 in EARLY
    assert 500 in LATE
    assert abs(sum(LATE) / len(LATE) - 500) <= 1
