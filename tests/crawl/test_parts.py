"""A report that a portal cuts into three parts at three addresses is one article, whatever happens on the way."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from archive.merge import merge
from archive.store import Archive
from archive.verify import verify
from crawler.rebuild import Asked, rebuild
from crawler.showing import lines, shown
from spiders.press import Fault, Printed, Served, build, serving
from spiders.press.faults import FaultKind
from tests.crawl.crash import PATIENCE, crawl, environment, finished
from tests.crawl.same import rebuilt, unlike
from tests.crawl.test_rebuild import ALL, FROM_WARCS

pytestmark = pytest.mark.xdist_group("parts")

SCOPE = ("linyuenews", "--since", "2024-02-17", "--until", "2024-02-23")


@pytest.fixture(scope="module")
def press() -> Iterator[Served]:
    with serving(build(1, broken=False), delay=0.005) as running:
        yield running


@pytest.fixture
def served(press: Served) -> Iterator[Served]:
    yield press
    press.fault()


@pytest.fixture(scope="module")
def whole(press: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a crawl that met all three parts."""
    folder = tmp_path_factory.mktemp("whole") / "archive"
    assert finished(press, folder, SCOPE).returncode == 0
    return folder


def cut(served: Served) -> Printed:
    """The report that is cut into parts."""
    return next(row for row in served.press.truth if row.newspaper == SCOPE[0] and row.parts)


def strike(served: Served, path: str, kind: FaultKind, **how: object) -> None:
    """Puts one fault on a path of the portal."""
    server = next(paper.server for paper in served.press.newspapers if paper.id == SCOPE[0])
    served.fault(Fault(kind=kind, path=path, server=server, **how))  # type: ignore[arg-type]


def rows(folder: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(query, values).fetchall()


def printed(folder: Path, served: Served) -> list[tuple[object, ...]]:
    """The paragraphs of the report and the paths at which they stand, in their order."""
    base = len(served.url(SCOPE[0]))
    query = f"SELECT printed, substr(url, {base + 1}) FROM sources WHERE article_id = ? ORDER BY position"
    return rows(folder, query, *head(folder, served)[:1])


def head(folder: Path, served: Served) -> tuple[object, ...]:
    """Id, topic, and what is missing of the report."""
    url = served.url(SCOPE[0]) + cut(served).path
    (found,) = rows(folder, "SELECT id, topic, next_url FROM articles WHERE url = ? AND latest = 1", url)
    return found


def account_of(folder: Path) -> tuple[object, ...]:
    columns = "links_seen - stored - duplicate - off_topic - failed - pending, failed, pending"
    return rows(folder, f"SELECT {columns} FROM accounts ORDER BY run_id DESC LIMIT 1")[0]


def test_the_parts_are_one_article_and_each_paragraph_names_the_address_of_its_part(
    served: Served, whole: Path
) -> None:
    report = cut(served)
    found = printed(whole, served)
    texts = [text for text, _ in found]
    assert [text for text in texts if text in report.paragraphs] == list(report.paragraphs)
    paths = [path for _, path in found]
    assert list(dict.fromkeys(paths)) == [report.path, *report.parts]
    assert paths == sorted(paths, key=[report.path, *report.parts].index)
    assert head(whole, served)[1:] == ("report", None)
    assert verify(whole) == ()


def test_each_part_is_a_row_that_names_the_part_before_it_and_the_account_adds_up(served: Served, whole: Path) -> None:
    base, report = served.url(SCOPE[0]), cut(served)
    chain = [base + path for path in (report.path, *report.parts)]
    query = "SELECT via, state, reason, title FROM ledger WHERE url = ?"
    for before, url in pairwise(chain):
        assert rows(whole, query, url) == [(before, "done", "stored", report.headline)]
    (listed,) = rows(whole, "SELECT count(*) FROM ledger WHERE kind = 'article' AND via LIKE '%/index%'")[0]
    assert rows(whole, "SELECT links_seen FROM accounts") == [(int(str(listed)) + 2,)]
    assert account_of(whole) == (0, 0, 0)
    assert rows(whole, "SELECT * FROM problems") == []


def test_a_crawl_that_is_killed_between_the_parts_goes_on_to_the_same_archive(
    served: Served, whole: Path, tmp_path: Path
) -> None:
    folder, last = tmp_path / "archive", cut(served).parts[-1]
    strike(served, last, "slow", seconds=PATIENCE)
    process = subprocess.Popen(
        crawl(served, folder, scope=SCOPE), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    until = time.monotonic() + PATIENCE
    while process.poll() is None and not _waits_for(folder, last) and time.monotonic() < until:
        time.sleep(0.05)
    process.kill()
    process.communicate(timeout=PATIENCE)
    served.fault()
    assert head(folder, served)[2] == served.url(SCOPE[0]) + last
    assert {path for _, path in printed(folder, served)} == {cut(served).path, cut(served).parts[0]}
    assert finished(served, folder, SCOPE).returncode == 0
    assert unlike(whole, folder) == {}
    assert verify(folder) == ()


def _waits_for(folder: Path, path: str) -> bool:
    """Whether the part before one at a path is committed."""
    if not (folder / "archive.db").exists():
        return False
    try:
        return bool(rows(folder, "SELECT 1 FROM articles WHERE next_url LIKE ?", f"%{path}"))
    except sqlite3.OperationalError:  # its tables are not made yet
        return False


@pytest.mark.parametrize("queries", [ALL, FROM_WARCS], ids=["beside the old database", "from the WARCs alone"])
def test_a_rebuild_makes_the_same_article(whole: Path, tmp_path: Path, queries: dict[str, str]) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "archive"))
    if queries is FROM_WARCS:
        (folder / "archive.db").unlink()
    rebuild(folder, Asked(processes=1))
    assert unlike(whole, folder, queries) == {}
    assert verify(folder) == ()


def test_a_part_that_is_not_there_is_a_problem_and_the_article_says_that_it_goes_on(
    served: Served, whole: Path, tmp_path: Path
) -> None:
    folder, last = tmp_path / "archive", cut(served).parts[-1]
    strike(served, last, "status", status=404)
    assert finished(served, folder, SCOPE).returncode == 3
    url, first = served.url(SCOPE[0]) + last, served.url(SCOPE[0]) + cut(served).path
    assert rows(folder, "SELECT url, kind, detail FROM problems") == [
        (url, "fetch", f"HTTP 404; it is a part of {first}")
    ]
    assert head(folder, served)[1:] == ("report", url)
    assert printed(folder, served) == [row for row in printed(whole, served) if row[1] != last]
    assert account_of(folder) == (0, 1, 0)
    with Archive.open(folder, hold=False) as archive:
        assert f"  goes on, not here: {url}" in lines(shown(archive.db, str(head(folder, served)[0])))
    assert unlike(folder, rebuilt(folder, tmp_path / "again"), FROM_WARCS | {"problems": ALL["problems"]}) == {}


def test_a_part_that_comes_late_is_joined_by_a_later_run(served: Served, whole: Path, tmp_path: Path) -> None:
    folder, middle = tmp_path / "archive", cut(served).parts[0]
    strike(served, middle, "drop")
    assert finished(served, folder, SCOPE).returncode == 3
    assert {path for _, path in printed(folder, served)} == {cut(served).path}
    served.fault()
    assert finished(served, folder, SCOPE).returncode == 0
    assert printed(folder, served) == printed(whole, served)
    assert head(folder, served)[2] is None


def test_parts_that_lead_in_a_circle_are_followed_once_and_repeat_nothing(
    served: Served, whole: Path, tmp_path: Path
) -> None:
    folder, last = tmp_path / "archive", cut(served).parts[-1]
    strike(served, last, "moved", to=cut(served).path)
    assert finished(served, folder, SCOPE).returncode == 3
    url, first = served.url(SCOPE[0]) + last, served.url(SCOPE[0]) + cut(served).path
    assert rows(folder, "SELECT url, kind, detail FROM problems") == [
        (url, "goes on elsewhere", f"as a part of {first} it only repeats what stands before it")
    ]
    assert printed(folder, served) == [row for row in printed(whole, served) if row[1] != last]
    assert head(folder, served)[1:] == ("report", url)
    assert rows(folder, "SELECT count(*) FROM reports WHERE url LIKE '%-_.html'") == [(0,)]
    assert account_of(folder) == (0, 0, 0)
    assert unlike(folder, rebuilt(folder, tmp_path / "again"), FROM_WARCS | {"problems": ALL["problems"]}) == {}


def test_a_part_that_changed_is_exchanged_and_what_it_said_before_stays(
    served: Served, whole: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "archive"))
    report, before = cut(served), printed(whole, served)
    other = next(
        row for row in served.press.truth if row.newspaper == SCOPE[0] and row.topic == "report" and not row.parts
    )
    last = report.parts[-1]
    strike(served, last, "moved", to=other.path)
    assert finished(served, folder, (*SCOPE, "--recheck")).returncode == 0
    now = printed(folder, served)
    assert [row for row in now if row[1] != last] == [row for row in before if row[1] != last]
    assert [text for text, path in now if path == last and text in other.paragraphs] == list(other.paragraphs)
    url = served.url(SCOPE[0]) + last
    assert rows(folder, "SELECT version, latest, continues IS NULL FROM articles WHERE url = ? ORDER BY 1", url) == [
        (1, 0, 1),
        (2, 1, 0),
    ]
    old = "SELECT s.printed FROM sources s JOIN articles a ON a.id = s.article_id WHERE a.url = ? ORDER BY s.position"
    assert rows(folder, old, url) == [(text,) for text, path in before if path == last]
    assert verify(folder) == ()
    assert unlike(folder, rebuilt(folder, tmp_path / "again"), FROM_WARCS) == {}


def test_the_archive_that_has_more_parts_gives_them_in_a_merge(served: Served, whole: Path, tmp_path: Path) -> None:
    less, more = tmp_path / "less", Path(shutil.copytree(whole, tmp_path / "more"))
    strike(served, cut(served).parts[-1], "status", status=404)
    assert finished(served, less, SCOPE).returncode == 3
    there = Path(shutil.copytree(less, tmp_path / "there"))
    for mine, other in ((less, whole), (more, there)):
        assert not merge(mine, [other]).needs_rebuild
        assert printed(mine, served) == printed(whole, served)
        assert head(mine, served)[2] is None
        assert verify(mine) == ()
