"""Installs what the lock names into .venv; `./mend` runs this where something is missing.

It runs on whatever Python 3.8 or later is at hand, before anything is installed, and so it imports nothing
but the standard library. Each failure ends in one sentence that says what to do; the installer's own words
go to .tools/install.log.
"""

from __future__ import annotations

import ast
import fcntl
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
TOOLS = PROJECT / ".tools"
LOG = TOOLS / "install.log"
VENV = PROJECT / ".venv"
LOCK = PROJECT / "requirements.lock"
STAMP = VENV / "mend.lock"
"""A copy of the lock, written last: it says that everything in the lock is installed."""
UNFINISHED = VENV / "mend.unfinished"
"""Stands while packages are being written, so that an interrupted installation starts afresh."""
UV = TOOLS / "uv" / "bin" / "uv"
UV_LOCK = Path(__file__).resolve().parent / "uv.lock.txt"
OLDEST_UV = (0, 5)
QUIET_SECONDS = 10
"""How often a step says that it is still at work where there is no terminal."""

NO_UV_TOOLS = (
    "Mend fetches its installer with Python's venv or pip, and this Python has neither. Install one (Debian, "
    "Ubuntu: sudo apt install python3-venv; Fedora: sudo dnf install python3-pip), then run ./mend again."
)
NO_PYTHON = (
    "Mend runs on Python 3.10, which is not on this computer and could not be fetched. Install it (pyenv "
    "install 3.10; Debian, Ubuntu: sudo apt install python3.10-venv; Fedora: sudo dnf install python3.10; or "
    "uv python install 3.10 where the network allows), then run ./mend again."
)
UNKNOWN = "The installation stopped for a reason that Mend does not know. Running ./mend again may help."
OF_THE_COMPUTER = (
    (
        r"No space left|os error 28\b|quota exceeded|os error 122\b",
        "The disk is full: Mend needs about 4 GB. Make room, then run ./mend again.",
    ),
    (
        r"certificate",
        "The download was refused, as its certificate is not trusted here. Behind a company's proxy, name "
        "its certificates in SSL_CERT_FILE, then run ./mend again.",
    ),
    (
        r"permission denied|read-only file system",
        "This folder, or the installer's cache, cannot be written to. Give yourself the right to, then run "
        "./mend again.",
    ),
)
OF_THE_PACKAGES = (
    (
        r"hash mismatch|do not match the hashes",
        "A downloaded package is not the one in the lock, so it was not installed. Run ./mend again; if it "
        "stays so: git checkout requirements.lock bot/launcher/uv.lock.txt",
    ),
    (
        r"error sending request|dns error|tcp connect|connection|timed? ?out|failed to (fetch|download)|"
        r"name resolution|network is unreachable|max retries|could not connect|status code|no solution found",
        "The packages could not be downloaded. Check the network and run ./mend again; what has arrived is "
        "kept.",
    ),
    (
        r"couldn't parse|unexpected .*expected|invalid hash|require-hashes|failed to read from file",
        "requirements.lock cannot be read. Put it back with: git checkout requirements.lock",
    ),
    (
        r"matching platform|current platform|no matching distribution|failed to build|no wheels",
        "One of the packages does not exist for this kind of computer: Mend runs on 64-bit Linux and macOS.",
    ),
)


class InstallError(Exception):
    """An installation that cannot go on, as one sentence for the person at the keyboard."""


def install() -> None:
    """Bring .venv in line with the lock; does nothing where another process has just done so.

    Raises:
        InstallError: With a sentence that says what to do.
    """
    try:
        TOOLS.mkdir(exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            _wait_for(lock.fileno())
            if not _is_installed():
                LOG.write_text("", encoding="utf-8")
                _sync(find_uv() or fetch_uv())
    except OSError as fault:
        raise InstallError(explain(str(fault))) from fault


def find_uv() -> str | None:
    """The path of a uv that works: one on the PATH, else the project's own."""
    for candidate in (shutil.which("uv"), str(UV)):
        if candidate and _version(candidate) >= OLDEST_UV:
            return candidate
    return None


def fetch_uv() -> str:
    """Install the pinned uv into .tools, by venv and pip, or by pip alone where venv is missing."""
    home = UV.parent.parent
    shutil.rmtree(home, ignore_errors=True)
    pip = [
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        str(UV_LOCK),
    ]
    doing = "Fetching the installer"
    if _runs(sys.executable, "-c", "import ensurepip, venv") and _runs(
        sys.executable, "-m", "venv", str(home)
    ):
        run([str(home / "bin" / "python"), "-m", "pip", *pip], doing)
    elif _runs(sys.executable, "-m", "pip", "--version"):
        shutil.rmtree(home, ignore_errors=True)
        run([sys.executable, "-m", "pip", *pip, "--target", str(home)], doing)
    else:
        raise InstallError(NO_UV_TOOLS)
    return str(UV)


def run(command: list[str], doing: str, otherwise: str | None = None) -> None:
    """Run a long step, showing that it is alive.

    Raises:
        InstallError: The step failed; the sentence is drawn from what it wrote to the log, or is `otherwise`
            where nothing there is known to be at fault.
    """
    start = LOG.stat().st_size
    with LOG.open("ab") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            _show(process, doing, start)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        raise InstallError(explain(_log_since(start), otherwise))


def explain(log: str, otherwise: str | None = None) -> str:
    """One sentence for what a step wrote; `otherwise` stands for all that is not the computer's fault."""
    for pattern, sentence in OF_THE_COMPUTER + (() if otherwise else OF_THE_PACKAGES):
        if re.search(pattern, log, re.IGNORECASE):
            return sentence
    return otherwise or UNKNOWN


def _sync(uv: str) -> None:
    python = str(VENV / "bin" / "python")
    right_version = "import sys; sys.exit(sys.version_info[:2] != (3, 10))"
    if UNFINISHED.exists() or not _runs(python, "-I", "-c", right_version):
        shutil.rmtree(VENV, ignore_errors=True)
        run([uv, "venv", "--python", "3.10", str(VENV)], "Looking for Python 3.10", NO_PYTHON)
    content = LOCK.read_bytes()
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    command = [uv, "pip", "sync", "--python", python, "--require-hashes", "--compile-bytecode", str(LOCK)]
    run(command, "Installing packages (some minutes the first time)")
    UNFINISHED.unlink()
    written = STAMP.with_suffix(".new")
    written.write_bytes(content)
    written.replace(STAMP)


def _is_installed() -> bool:
    return (VENV / "bin" / "python").exists() and STAMP.exists() and STAMP.read_bytes() == LOCK.read_bytes()


def _wait_for(lock: int) -> None:
    """Take the lock that the kernel lets go of when its holder ends, however it ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another ./mend is installing; waiting for it.", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _show(process: subprocess.Popen[bytes], doing: str, start: int) -> None:
    """Show the seconds on a terminal, or a line now and then elsewhere, until the process ends."""
    begun = time.monotonic()
    terminal = sys.stderr.isatty()
    said = 0.0
    if not terminal:
        print(f"{doing}.", file=sys.stderr, flush=True)
    for sign in itertools.cycle("|/-\\"):
        try:
            process.wait(0.1)
            break
        except subprocess.TimeoutExpired:
            elapsed = time.monotonic() - begun
        if terminal:
            width = shutil.get_terminal_size().columns - 1
            line = f"{sign} {doing}, {elapsed:.0f} s  {_last_line(start)}"
            sys.stderr.write("\r\033[K" + line[:width])
            sys.stderr.flush()
        elif elapsed - said >= QUIET_SECONDS:
            said = elapsed
            print(f"{doing}, {elapsed:.0f} s  {_last_line(start)}".rstrip(), file=sys.stderr, flush=True)
    if terminal:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def _last_line(start: int) -> str:
    lines = [line.strip() for line in _log_since(start).splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _log_since(start: int) -> str:
    with LOG.open("rb") as log:
        log.seek(start)
        return log.read().decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """The environment for a step, with pip's mirror, certificates and proxy handed to uv as well."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    known = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}
    for line in _output(sys.executable, "-m", "pip", "config", "list").splitlines():
        key, _, value = line.partition("=")
        name = known.get(key.rpartition(".")[2])
        if name and value.startswith("'"):
            environment.setdefault(name, str(ast.literal_eval(value)))
    return environment


def _version(uv: str) -> tuple[int, ...]:
    match = re.match(r"uv (\d+)\.(\d+)", _output(uv, "--version"))
    return tuple(int(part) for part in match.groups()) if match else ()


def _runs(*command: str) -> bool:
    try:
        return _call(command).returncode == 0
    except OSError:
        return False


def _output(*command: str) -> str:
    try:
        return _call(command).stdout.decode("utf-8", "replace")
    except OSError:
        return ""


def _call(command: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )


def main() -> int:
    """Install; the exit status for ./mend."""
    try:
        install()
    except InstallError as error:
        print(f"{error}\n(The installer's own words: {LOG})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. ./mend goes on from here the next time.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
