"""./mend itself, run by sh in a folder of its own with stand-ins for Python, pip and uv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.launcher import install
from bot.settings import PROJECT

SHELL = shutil.which("dash") or "/bin/sh"
UV = """#!/bin/sh
case "$1" in --version) echo "uv 0.13.8"; exit;; esac
echo "$@" >> "$UV_CALLS"
case "$1" in
    venv) {venv} ;;
    pip) {sync} ;;
esac
"""
MAKE_VENV = 'mkdir -p .venv/bin; ln -sf "$TEST_PYTHON" .venv/bin/python'


def failing(words: str) -> str:
    """A shell line that fails with these words."""
    return f"echo '{words}' >&2; exit 2"


@dataclass
class Place:
    """A copy of what ./mend needs, with tools that are only pretended."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def tool(self, name: str, script: str) -> None:
        """Put a program on the PATH."""
        path = self.root / "path" / name
        path.write_text(script)
        path.chmod(0o755)

    def uv(self, venv: str = MAKE_VENV, sync: str = ":") -> None:
        """Put a uv on the PATH whose steps do what the shell lines say."""
        self.tool("uv", UV.format(venv=venv, sync=sync))

    def run(
        self, *arguments: str, typed: str = "", entry: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Call ./mend from another folder."""
        return subprocess.run(
            [SHELL, str(entry or self.root / "mend"), *arguments],
            cwd="/",
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        """What uv was asked to do."""
        calls = self.root / "calls"
        return calls.read_text().splitlines() if calls.exists() else []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A fresh clone, as it were, with a bot that only repeats its arguments and its input."""
    root = tmp_path / "a folder"
    (root / "bot" / "launcher").mkdir(parents=True)
    for name in ("mend", "bot/launcher/install.py", "bot/launcher/uv.lock.txt"):
        shutil.copy(PROJECT / name, root / name)
    (root / "requirements.lock").write_text("rasa==3.6.21\n")
    (root / "bot" / "__init__.py").touch()
    (root / "bot" / "__main__.py").write_text("import sys; print(sys.argv[1:], sys.stdin.read())")
    (root / "path").mkdir()
    for name in ("sh", "cat", "dirname", "readlink", "mkdir", "ln"):
        (root / "path" / name).symlink_to(shutil.which(name) or "/bin/" + name)
    place = Place(root)
    place.environment = {
        "PATH": str(root / "path"),
        "HOME": str(tmp_path),
        "UV_CALLS": str(root / "calls"),
        "TEST_PYTHON": sys.executable,
    }
    place.tool("python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    place.uv()
    return place


def test_the_first_run_installs_and_the_next_ones_do_not(place: Place) -> None:
    """Arguments and input reach the bot untouched, the output is the bot's alone, and uv runs once."""
    for _ in range(2):
        done = place.run("chat", "two words", "--jsonl", typed="hello")
        assert (done.returncode, done.stdout) == (0, "['chat', 'two words', '--jsonl'] hello\n")
    assert [call.split()[0] for call in place.calls] == ["venv", "pip"]


def test_it_says_what_it_does_while_installing(place: Place) -> None:
    """The standard error names each step in a plain line."""
    assert (
        place.run().stderr == "Looking for Python 3.10.\nInstalling packages (some minutes the first time).\n"
    )


def test_a_symlink_finds_the_project(place: Place) -> None:
    """Called by a link to a link from elsewhere, it works in its own folder."""
    (place.root / "near").symlink_to("mend")
    far = place.root.parent / "far"
    far.symlink_to(place.root / "near")
    assert place.run("help", entry=far).stdout == "['help'] \n"


def test_a_changed_lock_is_installed(place: Place) -> None:
    """Content counts: a new lock is installed into the same environment, an old date is not."""
    place.run()
    os.utime(place.root / "requirements.lock", (0, 0))
    place.run()
    (place.root / "requirements.lock").write_text("rasa==3.6.22\n")
    assert place.run().returncode == 0
    assert [call.split()[0] for call in place.calls] == ["venv", "pip", "pip"]


def test_an_interrupted_installation_is_made_afresh(place: Place) -> None:
    """Half-written packages are not trusted: the next run begins with a new environment."""
    place.uv(sync="touch .venv/half; kill -9 $$")
    place.environment["PATH"] += ":/usr/bin:/bin"
    assert place.run().returncode == 1
    assert (place.root / ".venv" / "half").exists()
    place.uv()
    assert place.run().returncode == 0
    assert not (place.root / ".venv" / "half").exists()


def test_two_at_once_do_not_meet(place: Place) -> None:
    """The second waits for the first and then finds everything in place."""
    place.environment["PATH"] += ":/usr/bin:/bin"
    place.uv(sync="mkdir .venv/busy && sleep 1 && rmdir .venv/busy")
    command = [SHELL, str(place.root / "mend")]
    both = [
        subprocess.Popen(
            command,
            env=place.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    words = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [call.split()[0] for call in place.calls] == ["venv", "pip"]
    assert sum(b"waiting" in err for _, err in words) == 1


def test_without_python_it_says_what_to_install(place: Place) -> None:
    """A missing or too old Python 3 gives one sentence."""
    for name in ("python3", "python"):
        place.tool(name, "#!/bin/sh\nexit 1\n")
    script = (place.root / "mend").read_text()
    for path in ("/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"):
        script = script.replace(path, "")
    (place.root / "mend").write_text(script)
    done = place.run()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Mend needs Python 3.8 or later")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("step", "words", "sentence"),
    [
        (
            "venv",
            "error: No interpreter found for Python 3.10 in virtual environments",
            "not on this computer",
        ),
        (
            "venv",
            "Failed to download https://host/x: error sending request: dns error",
            "not on this computer",
        ),
        ("sync", "error: Failed to fetch: tcp connect error: Connection refused", "Check the network"),
        ("sync", "Caused by: operation timed out", "Check the network"),
        ("sync", "invalid peer certificate: UnknownIssuer", "SSL_CERT_FILE"),
        ("sync", "failed to copy: No space left on device (os error 28)", "The disk is full"),
        ("sync", "error: Hash mismatch for rasa==3.6.21", "not the one in the lock"),
        ("sync", "error: Unexpected <, expected -c, -e, -r or the start of a requirement", "cannot be read"),
        ("sync", "error: Invalid hash digest length (expected 64, found 2)", "cannot be read"),
        ("sync", "error: In --require-hashes mode, all requirements must have a hash", "cannot be read"),
        ("sync", "error: failed to read from file requirements.lock", "cannot be read"),
        ("sync", "error: No solution found when resolving dependencies", "Check the network"),
        ("sync", "failed to open file: Permission denied (os error 13)", "cannot be written"),
        ("sync", "has no wheels with a matching platform tag", "64-bit"),
        ("sync", "something new", "does not know"),
    ],
)
def test_a_failure_is_a_sentence_and_the_log_has_the_rest(
    place: Place, step: str, words: str, sentence: str
) -> None:
    """Whatever uv says, a person reads one sentence and the name of the log; the next run can succeed."""
    place.uv(**{step: failing(words)})
    done = place.run()
    assert (done.returncode, done.stdout) == (1, "")
    *steps, said, log = done.stderr.splitlines()
    assert sentence in said
    assert words not in done.stderr
    assert str(place.root / ".tools" / "install.log") in log
    assert words in (place.root / ".tools" / "install.log").read_text()
    assert all(line.endswith(".") for line in steps)
    place.uv()
    assert place.run().returncode == 0


@pytest.mark.parametrize("venv_works", [True, False])
def test_without_uv_it_fetches_its_own(place: Place, venv_works: bool) -> None:
    """uv comes by venv and pip into .tools, or by pip alone where venv is missing."""
    (place.root / "path" / "uv").unlink()
    fetched = place.root / "fetched"
    fetched.write_text(UV.format(venv=MAKE_VENV, sync=":"))
    fetched.chmod(0o755)
    make = 'mkdir -p "$3/bin"; ln -sf "$0" "$3/bin/python"'
    fake = f"""#!/bin/sh
case "$*" in
    "-c import ensurepip, venv") {"exit 0" if venv_works else "exit 1"} ;;
    "-m venv "*) {make} ;;
    "-m pip config list") ;;
    "-m pip install "*"--require-hashes"*)
        /bin/mkdir -p .tools/uv/bin; /bin/cp "{fetched}" .tools/uv/bin/uv ;;
    "-m pip --version") ;;
    *) exec "{sys.executable}" "$@" ;;
esac
"""
    place.tool("fake", fake)
    # The installer runs in the real Python, and finds the stand-in as its own executable.
    script = place.root / "bot" / "launcher" / "install.py"
    script.write_text(script.read_text().replace("sys.executable", repr(str(place.root / "path" / "fake"))))
    done = place.run("help")
    assert (done.returncode, done.stdout) == (0, "['help'] \n")
    assert done.stderr.startswith("Fetching the installer.\n")


def test_without_venv_and_pip_it_says_what_to_install(place: Place) -> None:
    """A bare Python, as a minimal Debian has it, gives the package's name."""
    (place.root / "path" / "uv").unlink()
    place.tool("bare", f'#!/bin/sh\ncase "$*" in *pip*|*venv*) exit 1;; esac\nexec "{sys.executable}" "$@"\n')
    script = place.root / "bot" / "launcher" / "install.py"
    script.write_text(script.read_text().replace("sys.executable", repr(str(place.root / "path" / "bare"))))
    done = place.run()
    assert done.returncode == 1
    assert "python3-venv" in done.stderr


def test_an_old_uv_on_the_path_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A uv that lacks what is needed is not used, whatever else is found."""
    versions: dict[str, str] = {"/old/uv": "uv 0.4.30 (abc)", str(install.UV): "uv 0.13.8"}

    def output(*command: str) -> str:
        return versions.get(command[0], "")

    which: Callable[[str], str] = lambda _name: "/old/uv"  # noqa: E731
    monkeypatch.setattr("shutil.which", which)
    monkeypatch.setattr(install, "_output", output)
    assert install.find_uv() == str(install.UV)
    versions["/old/uv"] = "uv 0.5.0"
    assert install.find_uv() == "/old/uv"
