"""A bot as a server process, talked to over Rasa's REST channel on loopback."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.child import Child
from bench.errors import BenchError

HOST = "127.0.0.1"
_PATH = "/webhooks/rest/webhook"
_POLL_SECONDS = 0.02
_START_SECONDS = 900.0
_TURN_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back for one message."""

    seconds: float
    replies: int


class Server(Child):
    """A bot that is up from entering to leaving the `with` block."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        log: Path,
        port: int,
        start_seconds: float = _START_SECONDS,
    ) -> None:
        """Take what to run and the port on which it will listen."""
        super().__init__(command, folder, environment, log)
        self._port = port
        self._start_seconds = start_seconds

    def first_answer(self, text: str) -> float:
        """Say something as soon as it listens; the seconds from its start to its answer.

        Raises:
            BenchError: It ends, stays deaf or does not answer.
        """
        while True:
            try:
                answer = self.ask("first", text)
                break
            except ConnectionRefusedError:
                if self.has_ended():
                    raise BenchError(
                        f"The server ended before it answered ({self.wait(0) or 'of itself'}):\n"
                        f"{self.last_words()}"
                    ) from None
                if self.elapsed() > self._start_seconds:
                    raise BenchError(
                        f"The server did not listen within {self._start_seconds:.0f} seconds:\n"
                        f"{self.last_words()}"
                    ) from None
                time.sleep(_POLL_SECONDS)
        elapsed = self.elapsed()
        if not answer.replies:
            raise BenchError(f"The server gave no answer to its first message:\n{self.last_words()}")
        return elapsed

    def ask(self, sender: str, text: str) -> Answer:
        """One turn, from opening the connection to the last byte of the answer.

        Raises:
            ConnectionRefusedError: It does not listen.
            BenchError: It fails or does not answer in time.
        """
        body = json.dumps({"sender": sender, "message": text}).encode()
        begun = time.perf_counter()
        connection = http.client.HTTPConnection(HOST, self._port, timeout=_TURN_SECONDS)
        try:
            connection.request("POST", _PATH, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        except ConnectionRefusedError:
            raise
        except (OSError, http.client.HTTPException) as fault:
            raise BenchError(
                f"A turn failed with {type(fault).__name__}; the server said last:\n{self.last_words()}"
            ) from fault
        finally:
            connection.close()
        seconds = time.perf_counter() - begun
        if response.status != http.client.OK:
            raise BenchError(f"The server answered with status {response.status}:\n{self.last_words()}")
        return Answer(seconds, len(json.loads(content)))


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
