"""The loopback servers: HTTP/1.1 on 127.0.0.1, one port a server, answers encoded once and kept.

Written on bare asyncio protocols: the press shares two cores with the crawl that it measures.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from spiders.press.faults import Fault
from spiders.press.house import Encoded, House

CONTROL = "/__press__/"
LARGEST_REQUEST = 64_000
UNSENT = 1_000_000
"""Bytes of a huge body that wait for a slow client."""
PIECES = 20
"""A slow body comes in this many pieces."""


class Connection(asyncio.Protocol):
    """One client's connection: requests in order, keep-alive unless the client says close."""

    def __init__(self, house: House, server: int) -> None:
        self._house = house
        self._server = server
        self._buffer = b""
        self._slow: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops an answer that is still dribbling."""
        if self._slow:
            self._slow.cancel()

    def data_received(self, data: bytes) -> None:
        """Answers every whole request in the buffer."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer and not self._transport.is_closing():
            head, _, rest = self._buffer.partition(b"\r\n\r\n")
            method, target, headers = _parsed(head)
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                break
            self._buffer = rest[length:]
            self._answer(method, target, headers, rest[:length])
        if len(self._buffer) > LARGEST_REQUEST:
            self._transport.abort()

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        path = target.partition("?")[0]
        if path.startswith(CONTROL):
            self._control(method, path, body)
            return
        fault = self._house.faults.find(self._server, target)
        if fault:
            self._log(method, target, fault.status if fault.kind == "status" else 0, headers)
            self._strike(fault, target)
            return
        found = self._house.encoded(self._server, path, "gzip" in headers.get("accept-encoding", ""))
        fresh = found.status == 200 and _known(found, headers)
        self._log(method, target, 304 if fresh else found.status, headers)
        self._send(found, method, fresh, headers)

    def _log(self, method: str, target: str, status: int, headers: dict[str, str]) -> None:
        agent = headers.get("user-agent", "")
        self._house.log.append((time.time(), self._server, method, target, status, agent))

    def _send(self, found: Encoded, method: str, fresh: bool, headers: dict[str, str]) -> None:
        close = headers.get("connection", "").lower() == "close"
        tail = b"Connection: close\r\n\r\n" if close else b"\r\n"
        if fresh:
            validators = f"HTTP/1.1 304 Not Modified\r\nETag: {found.etag}\r\nLast-Modified: {found.modified}\r\n"
            self._transport.write(validators.encode() + tail)
        else:
            self._transport.write(found.head + tail + (b"" if method == "HEAD" else found.body))
        if close:
            self._transport.close()

    def _strike(self, fault: Fault, target: str) -> None:
        match fault.kind:
            case "status":
                after = f"Retry-After: {fault.retry_after}\r\n" if fault.retry_after else ""
                phrase = HTTPStatus(fault.status).phrase
                text = (
                    f"HTTP/1.1 {fault.status} {phrase}\r\n{after}Content-Type: text/html\r\nContent-Length: 0\r\n\r\n"
                )
                self._transport.write(text.encode())
            case "drop":
                self._drop(fault)
            case "loop" | "moved":
                to = target if fault.kind == "loop" else fault.to
                text = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
                self._transport.write(text.encode())
            case "slow" | "huge":
                self._slow = asyncio.get_running_loop().create_task(self._dribble(fault, target))

    def _drop(self, fault: Fault) -> None:
        if not fault.after:
            self._transport.abort()
            return
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {fault.after * 2}\r\n\r\n"
        self._transport.write(head.encode() + b"<" * fault.after)
        self._transport.close()

    async def _dribble(self, fault: Fault, target: str) -> None:
        if fault.kind == "huge":
            body, pause = b"", 0.0
            size, piece = fault.size, b"<p>" + b"x" * 65_533
        else:
            body = self._house.encoded(self._server, target.partition("?")[0], zipped=False).body
            size, pause = len(body), fault.seconds / PIECES
            piece = b""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {size}\r\n\r\n"
        self._transport.write(head.encode())
        step = len(piece) or max(1, -(-size // PIECES))
        for at in range(0, size, step):
            await asyncio.sleep(pause)
            while self._transport.get_write_buffer_size() > UNSENT and not self._transport.is_closing():
                await asyncio.sleep(0.005)
            self._transport.write(piece[: size - at] if piece else body[at : at + step])

    def _control(self, method: str, path: str, body: bytes) -> None:
        answer, status = self._house.log_rows() if path == f"{CONTROL}log" else b"{}", 200
        if path == f"{CONTROL}log" and method == "DELETE":
            self._house.log.clear()
        elif path == f"{CONTROL}faults" and method in ("PUT", "DELETE"):
            wanted: list[dict[str, Any]] = json.loads(body) if method == "PUT" else []
            self._house.faults.replace(wanted)
        elif path != f"{CONTROL}log":
            status = 404
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/json\r\n"
        self._transport.write(f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer)


def _known(found: Encoded, headers: dict[str, str]) -> bool:
    """Whether the client's copy is fresh (RFC 9110, 13.1: If-None-Match rules over If-Modified-Since)."""
    if "if-none-match" in headers:
        return found.etag is not None and found.etag in headers["if-none-match"]
    return found.modified is not None and headers.get("if-modified-since") == found.modified


def _parsed(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    pairs = (line.partition(":") for line in lines)
    return method, rest.rpartition(" ")[0], {name.lower(): value.strip() for name, _, value in pairs}


async def listen(house: House, ports: Sequence[int] = ()) -> tuple[list[asyncio.Server], list[str]]:
    """Starts all servers; ports of 0 or none given are free ones. The base URLs by server index."""
    loop = asyncio.get_running_loop()
    servers, urls = [], []
    for number in range(house.press.servers):
        port = ports[number] if number < len(ports) else 0
        server = await loop.create_server(lambda n=number: Connection(house, n), "127.0.0.1", port)  # type: ignore[misc]
        servers.append(server)
        urls.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    return servers, urls
