"""A small HTTP server that carries out every request whose bytes arrived, as a real one does.

aiohttp's drops a request where the client is gone before its handler reads the body. After a SIGKILL that
would look as if the client had never sent it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, cast
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """A request with its form; a part that was uploaded as a file stays bytes."""

    path: str
    form: dict[str, str | bytes]
    drop: Callable[[], None]
    """Breaks the connection."""


Answer = Callable[[Request], Awaitable[tuple[int, bytes]]]


class Connection(asyncio.Protocol):
    """One client's connection; its requests are answered in their order."""

    def __init__(self, answer: Answer, tasks: set[asyncio.Task[None]]) -> None:
        self._answer, self._tasks, self._received = answer, tasks, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        length = int(headers.get("content-length", "0"))
        if len(rest) >= length:
            self._received = rest[length:]
            form = _form(headers.get("content-type", ""), rest[:length])
            task = asyncio.create_task(self._respond(Request(lines[0].split(" ")[1], form, self._drop)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _respond(self, request: Request) -> None:
        status, body = await self._answer(request)
        if self._transport is not None and not self._transport.is_closing():
            head = f"HTTP/1.1 {status} -\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)

    def _drop(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class SmallHttpServer:
    """Listens on a free port of loopback."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen, and give the address."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self._answer, self._tasks), "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Stop, whatever is under way."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _form(content_type: str, body: bytes) -> dict[str, str | bytes]:
    if not content_type.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    message: Any = BytesParser(policy=HTTP).parsebytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + body
    )
    form: dict[str, str | bytes] = {}
    for part in message.iter_parts():
        payload: bytes = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        form[name] = payload if part.get_filename() else payload.decode()
    return form
