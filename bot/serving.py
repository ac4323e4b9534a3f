"""Serve HTTP inside the running program."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.chat import Unavailable
from digests.errors import Wording


class _Server(uvicorn.Server):
    """Leaves signals to the program it runs in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: ASGIApp, host: str, port: int, *, field: str, ready: Callable[[str], None]) -> None:
    """Serve `app` until cancelled; `ready` is told the address once it listens (port 0 is any free one).

    Raises:
        Unavailable: the port is taken, or not ours to take; `field` is the setting that names it.
    """
    try:
        listener = socket.create_server((host, port))
    except OSError as error:  # uvicorn alone would end the process
        what = Wording("it cannot listen on {address}", address=f"{host}:{port}")
        raise Unavailable(what, field=field, remedy="choose another port") from error
    server = _Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    ready(f"http://{host}:{listener.getsockname()[1]}")
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = server.force_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        listener.close()
