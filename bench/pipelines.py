"""Compares pipelines on held-out messages: `.venv/bin/python -m bench.pipelines [NAME ...]`.

Each pipeline is trained by Rasa on data/nlu and asked about tests/nlu/messages.jsonl, which nobody trained
or tuned on. Takes minutes; the default of Rasa alone some twenty on two cores. A message counts as right
where the intent is one that a careful reader accepts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.launcher.quiet import prepare_environment, quieten_logs

PROJECT = Path(__file__).resolve().parent.parent
CONFIGS = Path(__file__).parent / "configs"
MESSAGES = PROJECT / "tests" / "nlu" / "messages.jsonl"
OURS = "mend"
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Outcome:
    """What a pipeline reached. Shares are of all messages."""

    name: str
    right: float
    among_three: float
    training_seconds: float
    milliseconds: float
    """Median time to understand one message."""


def main(arguments: Sequence[str]) -> int:
    """Compare the pipelines that are named, or all.

    Returns:
        0: a comparison has no target.
    """
    known = [OURS, *sorted(file.stem for file in CONFIGS.glob("*.yml"))]
    prepare_environment()
    quieten_logs()
    parser = argparse.ArgumentParser(prog="bench.pipelines", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    names = parser.parse_args(arguments).names or known
    messages = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    print(f"{'pipeline':<22}{'right':>8}{'in 3':>8}{'train s':>9}{'ms':>7}   on {len(messages)} messages")
    for name in names:
        outcome = measure(name, messages)
        print(
            f"{name:<22}{outcome.right:>8.1%}{outcome.among_three:>8.1%}"
            f"{outcome.training_seconds:>9.0f}{outcome.milliseconds:>7.1f}",
            flush=True,
        )
    return 0


def measure(name: str, messages: Sequence[Mapping[str, Any]]) -> Outcome:
    """Train a pipeline and ask it about every message."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    config = PROJECT / "config.yml" if name == OURS else CONFIGS / f"{name}.yml"
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        model = train_nlu(str(config), str(PROJECT / "data" / "nlu"), folder, domain=None)
        trained = time.monotonic() - begun
        agent = Agent()
        agent.load_model(model)
        rankings, times = asyncio.run(_ask(agent, [str(message["text"]) for message in messages]))
    right = [ranking[0] in message["needs"] for ranking, message in zip(rankings, messages, strict=True)]
    among = [
        bool({*ranking[:3]} & {*message["needs"]})
        for ranking, message in zip(rankings, messages, strict=True)
    ]
    return Outcome(
        name, statistics.mean(right), statistics.mean(among), trained, 1000 * statistics.median(times)
    )


async def _ask(agent: Any, texts: Sequence[str]) -> tuple[list[list[str]], list[float]]:
    rankings, times = [], []
    for text in texts:
        begun = time.perf_counter()
        parsed = await agent.parse_message(text)
        times.append(time.perf_counter() - begun)
        rankings.append([one["name"] for one in parsed["intent_ranking"] if one["name"] != FALLBACK])
    return rankings, times


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
