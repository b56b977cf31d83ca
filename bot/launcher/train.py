"""`./mend train`: makes a new model."""

from __future__ import annotations

from argparse import Namespace

from bot.launcher.training import train_model
from bot.settings import PROJECT


def run(_arguments: Namespace) -> int:
    """Train, whether or not the data has changed.

    Raises:
        TrainingError: With the reason and the name of the log.
    """
    print(f"The model is ready: {train_model().relative_to(PROJECT)}")
    return 0
