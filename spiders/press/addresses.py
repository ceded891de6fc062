"""Where things stand on a newspaper's site: the addresses of its pages and articles, by layout."""

from __future__ import annotations

import re
from datetime import date

from spiders.press.model import Era, Leaf, Newspaper

DAY = re.compile(r"/(\d{4})-?(\d{2})(?:/|-)?(\d{2})/")
"""/2024-01/28/ or /202401/28/ or /20240128/ in an address."""
FIRST_DAY = date(2010, 1, 1)
DAILY = 48
"""Numbers of documents set aside for a day; documents of all newspapers count upwards over the years."""

FRONTS = {
    "founder": "{root}/{{day:%Y-%m/%d}}/node_{node}.htm",
    "founder-nbs": "{root}/{{day:%Y-%m/%d}}/nbs.D110000{code}_01.htm",
    "founder-doc": "{root}/{{day:%Y-%m/%d}}/node_1.htm",
    "pc-a": "{root}/pc/layout/{{day:%Y%m/%d}}/node_A01.html",
    "pc-b": "{root}/pc/col/{{day:%Y%m/%d}}/node_{node}.html",
    "pc-c": "{root}/pc/layout/{{day:%Y%m/%d}}/node_01.html",
    "pc-d": "{root}/pc/layout/{{day:%Y%m/%d}}/col_01.html",
    "shtml": "{root}/{{day:%Y%m%d}}/v01.shtml",
}


def layout_on(newspaper: Newspaper, day: date) -> str:
    """The layout of that day: a newspaper that moved stood on the classic one before."""
    before = newspaper.moved_on is not None and day < newspaper.moved_on
    return "founder" if before else newspaper.layout


def root_on(newspaper: Newspaper, day: date) -> str:
    """The folder of that day's editions."""
    before = newspaper.moved_on is not None and day < newspaper.moved_on
    return newspaper.old_root if before and newspaper.old_root else newspaper.root


def front_template(newspaper: Newspaper, day: date) -> str:
    """The front's path with a hole for the day, as a declaration writes it."""
    template = FRONTS[layout_on(newspaper, day)]
    return template.format(root=root_on(newspaper, day), node=newspaper.first_node, code=newspaper.code)


def front(newspaper: Newspaper, day: date) -> str:
    """The path of that day's front."""
    return front_template(newspaper, day).format(day=day)


def document(newspaper: Newspaper, day: date, number: int) -> int:
    """The number of a document: unique over all newspapers and days."""
    return 10_000 * (newspaper.server + 5) + (day - FIRST_DAY).days * DAILY + number


def page_path(newspaper: Newspaper, day: date, index: int) -> str:
    """The canonical path of a page."""
    root = root_on(newspaper, day)
    match layout_on(newspaper, day):
        case "founder" | "founder-doc":
            return f"{root}/{day:%Y-%m/%d}/node_{_node(newspaper, index)}.htm"
        case "founder-nbs":
            return f"{root}/{day:%Y-%m/%d}/nbs.D110000{newspaper.code}_{index + 1:02d}.htm"
        case "pc-a":
            return f"{root}/pc/layout/{day:%Y%m/%d}/node_A{index + 1:02d}.html"
        case "pc-b":
            return f"{root}/pc/col/{day:%Y%m/%d}/node_{newspaper.first_node + index}.html"
        case "pc-c":
            return f"{root}/pc/layout/{day:%Y%m/%d}/node_{index + 1:02d}.html"
        case "pc-d":
            return f"{root}/pc/layout/{day:%Y%m/%d}/col_{index + 1:02d}.html"
        case _:
            return f"{root}/{day:%Y%m%d}/v{index + 1:02d}.shtml"


def article_path(newspaper: Newspaper, day: date, leaf: Leaf) -> str:
    """The canonical path of an article."""
    root = root_on(newspaper, day)
    number = document(newspaper, day, leaf.number)
    match layout_on(newspaper, day):
        case "founder":
            return f"{root}/{day:%Y-%m/%d}/content_{number}.htm"
        case "founder-doc":
            return f"{root}/{day:%Y-%m/%d}/content_{_node(newspaper, leaf.page)}_{number}.htm"
        case "founder-nbs":
            name = f"nw.D110000{newspaper.code}_{day:%Y%m%d}_{leaf.number + 1}-{leaf.page + 1:02d}"
            return f"{root}/{day:%Y-%m/%d}/{name}.htm"
        case "pc-a" | "pc-b":
            return f"{root}/pc/content/{day:%Y%m/%d}/content_{number}.html"
        case "pc-c":
            return f"{root}/pc/con/{day:%Y%m/%d}/c{number}.html"
        case "pc-d":
            return f"{root}/pc/cont/{day:%Y%m/%d}/content_{number}.html"
        case _:
            return f"{root}/{day:%Y%m%d}/{number}.shtml"


def alias(newspaper: Newspaper, day: date) -> str | None:
    """A second address of the first page, where the layout has one."""
    match layout_on(newspaper, day):
        case "founder-doc":
            return front(newspaper, day)
        case "shtml":
            return f"{newspaper.root}/{day:%Y%m%d}/index.shtml"
        case _:
            return None


def shell_paths(newspaper: Newspaper) -> tuple[str, ...]:
    """The paths at which a shell leads to the latest edition."""
    root = newspaper.root
    match newspaper.layout:
        case "founder" | "founder-doc":
            return (f"{root.rsplit('/', 1)[0]}/", f"{root.rsplit('/', 1)[0]}/paperindex.htm")
        case "founder-nbs" | "shtml":
            return (f"{root}/",)
        case "people-cms" | "vsb":
            return ()
        case _:
            return (f"{root}/pc/layout/index.html", f"{root}/")


def address_day(path: str) -> date | None:
    """The day in an address."""
    found = DAY.search(path)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def eras(newspaper: Newspaper, windows: list[tuple[date, date]]) -> tuple[Era, ...]:
    """One era for each run of days that the practice press has of the newspaper."""
    platforms = {"founder": "founder"}
    return tuple(
        Era(
            platform=platforms.get(layout_on(newspaper, since), newspaper.platform),
            front=front_template(newspaper, since),
            since=since,
            until=until,
        )
        for since, until in windows
    )


def _node(newspaper: Newspaper, index: int) -> int:
    """Node numbers begin anywhere and may skip one."""
    number = newspaper.first_node + index
    skip = newspaper.skip_node
    return number + 1 if skip is not None and number >= skip else number
