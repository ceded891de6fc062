"""The server: one socket, one process, until it is told to end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import uvicorn

from archive.errors import InputError
from archive.serve.guard import LOOPBACK, guarded
from archive.serve.site import site


def serve(folder: Path, host: str, port: int, opened: Callable[[str], None]) -> None:
    """Serves the archive in a folder until SIGINT or SIGTERM; `opened` is told its address when it listens.

    Raises InputError where the address cannot be listened on, and as `site` does.
    """
    datasette = site(folder)
    with closing(_listening(host, port)) as listener:
        asyncio.run(datasette.invoke_startup())
        app = guarded(datasette.app(), LOOPBACK if host in LOOPBACK else ())
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on", server_header=False)
        )
        opened(_address(host, listener.getsockname()[1]))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise InputError(f"--host {host}: no such address ({error.strerror})") from error
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
