"""Our pages: an address, what it asks of the archive, and the template that shows it."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import Response
from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, NotFound, Request
from datasette.views.base import DatasetteError

from archive.errors import InputError
from archive.serve import comparison, finding, overview, paragraph, report, series
from archive.serve.database import Row, read

LISTED = 100
"""Reports on one page of the list."""

LINES = 60
"""Lines of each table on the start page; of an archive of 250 newspapers it would be megabytes."""

MOST_PAGES = 10_000
"""A page number beyond this is a mistake; SQLite counts to 64 bits."""

TOO_LONG = "This took too long. Ask for less: for one place, one year, or a longer word."

Page = Callable[[Datasette, Request], Awaitable[Any]]


def page(template: str) -> Callable[[Callable[[sqlite3.Connection, Request], Row]], Page]:
    """Makes a page of what a function finds for a request. What is not here is 404, what takes too long 503."""

    def made(find: Callable[[sqlite3.Connection, Request], Row]) -> Page:
        async def answer(datasette: Datasette, request: Request) -> Any:
            try:
                found = await read(datasette, lambda db: find(db, request))
            except InputError as error:
                raise NotFound(str(error)) from error
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                    raise
                raise DatasetteError(TOO_LONG, status=503) from error
            return Response.html(await datasette.render_template(template, found, request=request))

        return answer

    return made


def _text(request: Request, name: str) -> str | None:
    """A parameter's value; None where it is absent or empty."""
    return (request.args.get(name) or "").strip() or None


def _number(request: Request, name: str, most: int = 9999) -> int | None:
    """A parameter that is a whole number from 0. Raises BadRequest for anything else."""
    value = _text(request, name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value) <= most):
        raise BadRequest(f"{name}={value}: give a whole number from 0 to {most}")
    return int(value)


def _page_number(request: Request) -> int:
    return _number(request, "page", MOST_PAGES) or 0


@page("start.html")
def start(db: sqlite3.Connection, request: Request) -> Row:
    """/ : what is here; with all=1 also the lines of long tables that are left out at first."""
    years, by_place = overview.reports_by_place(db)
    coverage = overview.coverage_by_year(db)
    most = None if _text(request, "all") else LINES
    return {
        "totals": overview.totals(db),
        "years": years,
        "by_place": by_place[:most],
        "places": len(by_place),
        "covered_years": overview.covered_years(db)[::-1],
        "coverage": coverage[:most],
        "newspapers": len(coverage),
    }


@page("coverage.html")
def coverage(db: sqlite3.Connection, request: Request) -> Row:
    """/coverage?year= : newspapers and months."""
    return _coverage(db, request)


def _coverage(db: sqlite3.Connection, request: Request) -> Row:
    covered = overview.covered_years(db)
    year = _number(request, "year") or (covered[0] if covered else None)
    return {"covered_years": covered, "year": year, "coverage": overview.coverage(db, year) if year else ()}


@page("reports.html")
def reports(db: sqlite3.Connection, request: Request) -> Row:
    """/reports?place=&year=&kind= : the list of reports; an empty place asks for those that name none."""
    place = request.args.get("place") if request.args.get("unplaced") else _text(request, "place")
    asked: Row = {"place": place, "year": _number(request, "year"), "kind": _text(request, "kind")}
    number = _page_number(request)
    found = overview.reports(db, **asked, limit=LISTED + 1, offset=number * LISTED)
    return {
        **asked,
        "reports": found[:LISTED],
        "more": len(found) > LISTED,
        "page": number,
        "places": overview.places(db),
        "kinds": overview.kinds(db),
    }


@page("search.html")
def search(db: sqlite3.Connection, request: Request) -> Row:
    """/search?q=&kind=&place=&year= : paragraphs that hold every word."""
    query = _text(request, "q")
    asked: Row = {"kind": _text(request, "kind"), "place": _text(request, "place"), "year": _number(request, "year")}
    number = _page_number(request)
    said = {**asked, "q": query, "page": number, "kinds": overview.kinds(db), "found": (), "more": False}
    if query is None:
        return said
    try:
        found, more = finding.found(db, query, **asked, page=number)
    except InputError as error:
        return {**said, "refused": str(error)}
    return {**said, "found": found, "more": more}


@page("report.html")
def article(db: sqlite3.Connection, request: Request) -> Row:
    """/report/<uid> : an article."""
    return {**report.article(db, request.url_vars["name"]), "names": series.names(db)}


@page("paragraph.html")
def passage(db: sqlite3.Connection, request: Request) -> Row:
    """/paragraph/<hash> : a paragraph."""
    return paragraph.paragraph(db, request.url_vars["name"])


@page("compare.html")
def compare(db: sqlite3.Connection, request: Request) -> Row:
    """/compare?a=&b= : two articles side by side, or the form that chooses them."""
    a, b = _text(request, "a"), _text(request, "b")
    if a and b:
        return {**comparison.compared(db, a, b), "names": series.names(db)}
    places = overview.places(db)
    sides = []
    for side in ("a", "b"):
        place = _text(request, f"place_{side}") or (places[0] if places else "")
        sides.append({"name": side, "place": place, "choices": comparison.choices(db, place)})
    return {"places": places, "sides": sides}


@page("figures.html")
def figures(db: sqlite3.Connection, request: Request) -> Row:
    """/figures?name=&place= : plots of a figure by place and year."""
    name = _text(request, "name") or "proposals_filed"
    place, number = _text(request, "place"), _page_number(request)
    return {
        "name": name,
        "names": series.names(db),
        "place": place,
        "page": number,
        "series": series.series(db, name, place, number),
        "size": {"width": series.WIDTH, "height": series.HEIGHT, "left": series.LEFT, "right": series.RIGHT},
    }


ROUTES: tuple[tuple[str, Page], ...] = (
    (r"^/$", start),
    (r"^/coverage$", coverage),
    (r"^/reports$", reports),
    (r"^/search$", search),
    (r"^/report/(?P<name>[0-9A-Za-z]{1,64})$", article),
    (r"^/paragraph/(?P<name>[0-9A-Za-z]{1,64})$", passage),
    (r"^/compare$", compare),
    (r"^/figures$", figures),
)


def turned(request: Request, number: int) -> str:
    """The address of the same request with another page number, for links between pages of results."""
    kept = [(name, value) for name, value in parse_qsl(request.query_string) if name != "page"]
    return f"{request.path}?{urlencode([*kept, ('page', str(number))])}"
