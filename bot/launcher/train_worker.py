"""Trains in a process of its own, so that its memory and its logs end with it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from bot.launcher.quiet import prepare_environment

FAILED = "Training failed: "
"""How the last line of the log begins where there is a reason to give."""


def main(project: Path, output: Path) -> int:
    """Train from the project's files into the file `output`; everything written goes to the training log."""
    prepare_environment()
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(message)s")

    import rasa
    from rasa.shared.exceptions import RasaException
    from rasa.utils.common import configure_logging_and_warnings

    configure_logging_and_warnings(log_level=logging.INFO)
    try:
        result = rasa.train(
            domain=str(project / "domain.yml"),
            config=str(project / "config.yml"),
            training_files=[str(project / "data" / "nlu"), str(project / "data" / "stories")],
            output=str(output.parent),
            fixed_model_name=output.name,
        )
    except RasaException as error:
        print(FAILED + " ".join(str(error).split()), flush=True)
        return 1
    return 0 if result.code == 0 and output.exists() else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
