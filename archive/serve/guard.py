"""What stands around every answer: which hosts may ask, and what a browser may load.

A page of another site can reach a server on loopback through a name that it lets point there (DNS rebinding); so on
loopback only loopback's own names are answered. The content policy lets nothing be loaded from elsewhere: our pages
have no script at all, Datasette's own have theirs inline.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

OURS = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATASETTE = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def is_datasette(path: str) -> bool:
    """Whether Datasette made the page: /archive, /archive/reports, /-/versions; not our own style sheet."""
    return path.startswith(("/archive/", "/-/")) or path.split(".")[0] == "/archive"


def guarded(app: App, hosts: Iterable[str]) -> App:
    """The application behind the guard; `hosts` are the names to be answered, none means any."""
    answered = frozenset(hosts)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if answered and _host(scope) not in answered:
            await _refuse(send)
            return
        policy = DATASETTE if is_datasette(scope["path"]) else OURS
        await app(scope, receive, _with_headers(send, policy))

    return guard


def _with_headers(send: Send, policy: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = (*ALWAYS, (b"content-security-policy", policy.encode()))
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sent


def _host(scope: Scope) -> str:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0].lower()


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"This archive answers only to localhost and 127.0.0.1.\n"})
