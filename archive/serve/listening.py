"""The server: one socket, one process, until it is told to end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import uvicorn
from datasette.plugins import pm

from archive.errors import InputError
from archive.serve.guard import LOOPBACK, guarded
from archive.serve.site import site

LOUD = "datasette.handle_exception"
"""Datasette's plugin that answers errors; archive/serve/faults.py does it here."""


class Server(uvicorn.Server):
    """Tells when it answers and can be ended; a signal before that would end it with a warning of asyncio's."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        self._started()


def serve(folder: Path, host: str, port: int, opened: Callable[[str], None]) -> None:
    """Serves the archive in a folder until SIGINT or SIGTERM; `opened` is told its address when it listens.

    Raises InputError where the address cannot be listened on, and as `site` does.
    """
    datasette = site(folder)
    with closing(_listening(host, port)) as listener:
        if pm.has_plugin(LOUD):
            pm.unregister(name=LOUD)
        asyncio.run(datasette.invoke_startup())
        app = guarded(datasette.app(), LOOPBACK if host in LOOPBACK else ())
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on", server_header=False)
        address = _address(host, listener.getsockname()[1])
        server = Server(config, lambda: opened(address))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:  # a name that DNS cannot carry is no address either
        raise InputError(f"--host {host}: no such address ({getattr(error, 'strerror', error)})") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError(f"{host} port {port}: {error.strerror}; give another --port, or 0 for a free one") from error
    return listener


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
