"""Sees to it that there is a model that fits the data."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import TrainingError
from bot.launcher.fingerprint import fingerprint, is_current, is_whole, stamp_of, write_stamp
from bot.launcher.progress import Say, working
from bot.launcher.train_worker import FAILED
from bot.settings import PROJECT

MODEL_NAME = "mend.tar.gz"
LOG_NAME = "training.log"
WORKER = (sys.executable, "-m", "bot.launcher.train_worker")
_STARTED = re.compile(rb"Starting to train component '(\w+)'")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ADVICE = re.compile(r"[ ^]*(\(line: \d+\) )?You can use https?://\S+ to validate .*")
_UNFINISHED = ".training-"
_DOING = "Training the model (a few minutes the first time)"
_POLL_SECONDS = 0.2


def ensure_model(project: Path = PROJECT) -> Path:
    """The model, trained first where it is missing, damaged or older than its data.

    Raises:
        TrainingError: There is no model and training one failed.
    """
    model = project / "models" / MODEL_NAME
    data = fingerprint(project)
    if _is_usable(model, data):
        return model
    with _one_at_a_time(model.parent):
        # Another process may have trained while this one waited.
        if not _is_usable(model, data):
            if is_current(model, data):
                print("The model file is damaged; training it again.", file=sys.stderr)
            _train(project, model)
    return model


def train_model(project: Path = PROJECT) -> Path:
    """Train, whether or not the data has changed.

    Raises:
        TrainingError: With the reason and the name of the log.
    """
    model = project / "models" / MODEL_NAME
    with _one_at_a_time(model.parent):
        _train(project, model)
    return model


def _is_usable(model: Path, data: str) -> bool:
    return model.is_file() and is_current(model, data) and is_whole(model)


@contextmanager
def _one_at_a_time(models: Path) -> Iterator[None]:
    """Let one process train; the system lets go of the lock when its holder ends, however it ends."""
    models.mkdir(exist_ok=True)
    with (models / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with working("Waiting for a training that is already under way"):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _train(project: Path, model: Path) -> None:
    # Taken before training, so that what is edited meanwhile counts as newer than the model.
    data = fingerprint(project)
    log = model.parent / LOG_NAME
    for left_behind in model.parent.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=model.parent) as folder:
        new = Path(folder) / MODEL_NAME
        with working(_DOING) as say, log.open("wb") as out:
            cache = {"RASA_CACHE_DIRECTORY": str(project / ".rasa" / "cache")}
            with subprocess.Popen(
                [*WORKER, str(project), str(new)],
                cwd=PROJECT,
                env=os.environ | cache,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            ) as process:
                try:
                    _follow(process, log, say)
                except BaseException:
                    process.terminate()
                    raise
        if process.returncode:
            raise TrainingError(_sentence(project, process.returncode))
        write_stamp(new, data)
        new.replace(model)
        stamp_of(new).replace(stamp_of(model))


def _follow(process: subprocess.Popen[bytes], log: Path, say: Say) -> None:
    """Say which component is being trained until the training ends."""
    seen, doing = 0, _DOING
    with log.open("rb") as lines:
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_POLL_SECONDS)
            for component in _STARTED.findall(lines.read()):
                seen += 1
                doing = f"Training the model, part {seen}: {component.decode()}"
            say(doing)
            if process.returncode is not None:
                return


def _sentence(project: Path, code: int) -> str:
    log = project / "models" / LOG_NAME
    lines = [line.strip() for line in _COLOUR.sub("", log.read_text(errors="replace")).splitlines()]
    told = [line for line in lines if line]
    if code == -signal.SIGKILL:
        reason = "it was stopped from outside, most likely for want of memory (it needs about 2 GB)"
    elif code < 0:
        reason = f"it was stopped from outside ({signal.Signals(-code).name})"
    else:
        reason = (told[-1] if told else "no reason was given").removeprefix(FAILED)
        reason = _ADVICE.sub("", reason).replace(f"{project}{os.sep}", "").rstrip(".")
    return f"The model could not be trained: {reason}. (The whole story: {log})"
