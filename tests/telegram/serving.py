"""Serves a blueprint with Sanic inside a test's event loop."""

from __future__ import annotations

import itertools
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sanic import Blueprint, Sanic

_NAMES = itertools.count()


@asynccontextmanager
async def serve_blueprint(fill: Callable[[Blueprint], None]) -> AsyncIterator[str]:
    """Serve what `fill` adds to a blueprint, and give its address."""
    app, blueprint = Sanic(f"test_{next(_NAMES)}", configure_logging=False), Blueprint("telegram")
    # Otherwise Sanic rewrites its own methods, which works once in a process.
    Sanic.test_mode = True
    fill(blueprint)
    app.blueprint(blueprint)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server: Any = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await server.startup()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
