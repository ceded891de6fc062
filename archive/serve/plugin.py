"""Our part of Datasette, as its plugin hooks want it."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker

from archive import ngrams
from archive.serve import faults, pages
from archive.serve.database import NAME, serves

hookimpl = HookimplMarker("datasette")

Answer = Callable[[], Awaitable[Any]]

UIDS = {"uid", "uids", "first_uid"}
"""Columns that name articles; `uids` holds several, separated by commas."""


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """The addresses of our pages."""
    return list(pages.ROUTES) if serves(datasette) else []


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Datasette's search box asks our index: `escape_fts` makes the query, and is registered last to be ours."""
    if serves(datasette) and database == NAME:
        conn.create_function("escape_fts", 1, fts_query, deterministic=True)


def fts_query(asked: str) -> str:
    """The FTS5 expression for a query of any length; one that holds no letter or digit finds nothing."""
    return ngrams.match(asked) or '""'


@hookimpl
def render_cell(value: Any, column: str, database: str, datasette: Datasette) -> Markup | None:
    """Names of articles and paragraphs lead to their pages."""
    if not (isinstance(value, str) and value and database == NAME and serves(datasette)):
        return None
    if column in UIDS:
        return Markup(", ").join(_link(datasette, "report", uid) for uid in value.split(","))
    return _link(datasette, "paragraph", value) if column == "hash" else None


def _link(datasette: Datasette, page: str, name: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/{page}/{name}"), name)


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """What our templates call."""
    if serves(datasette):
        env.globals["turned"] = pages.turned


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Any]] | None:
    """Errors in our words."""
    return (lambda: faults.told(datasette, request, exception)) if serves(datasette) else None
