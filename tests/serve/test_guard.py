"""Text from the web, and requests from other sites, do nothing here but be shown or refused."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from archive.records import Newspaper
from archive.serve.guard import is_datasette
from archive.store import Archive
from tests.archive.invented import FILED, reading, source
from tests.serve import press
from tests.serve.conftest import Site, serving

HOSTILE_URL = "javascript:document.title='taken'"


def pages(site: Site) -> dict[str, str]:
    """Every page on which the hostile report shows."""
    hostile, second = site.uid(HOSTILE_URL), site.uid("http://127.0.0.1/2.htm")
    asked = quote("<script>document.title='taken'</script>正文中的标记")
    return {
        path: site.get(path).text
        for path in (
            "/reports",
            f"/search?q={asked}",
            f"/search?q={quote('正文中的标记')}&place=%3Cscript%3Edocument",
            f"/report/{hostile}",
            f"/compare?a={hostile}&b={second}",
            "/figures",
            "/compare",
            "/archive/articles",
            "/archive/problems",
            f"/paragraph/{press.paragraph(press.HOSTILE).hash}",
        )
    }


def test_markup_in_text_is_shown_not_obeyed(site: Site) -> None:
    shown = pages(site)
    assert any("正文中的标记" in text for text in shown.values())
    for path, text in shown.items():
        assert "<script>document" not in text, path
        assert "<img src=x" not in text, path
        assert "no page list <b>" not in text, path


def test_an_address_that_is_no_web_address_is_no_link(site: Site) -> None:
    for path, text in pages(site).items():
        assert 'href="javascript' not in text, path


@pytest.mark.parametrize(
    "path", ["/", "/search", "/archive", "/archive/reports", "/report/zz", "/archive-static/archive.css"]
)
def test_every_answer_forbids_other_hosts(site: Site, path: str) -> None:
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert ("script-src" in policy) == is_datasette(path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_page_names_a_file_of_another_host(site: Site) -> None:
    for path in ("/", "/figures", f"/report/{site.uid('http://127.0.0.1/2.htm')}", "/archive", "/archive/reports"):
        text = site.get(path).text
        for attribute in ("src=", "<link", "@import", "url("):
            for rest in text.split(attribute)[1:]:
                assert "//" not in rest[:120].split(">")[0], (path, rest[:120])


def test_a_name_that_points_here_is_not_answered(site: Site) -> None:
    assert site.get("/", Host="rebound.example").status == 421
    assert site.get("/", Host="localhost:9").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/reports?place=%27%20OR%201=1--",
        "/reports?year=2025%20OR%201=1",
        "/report/%27%20OR%201=1--",
        "/figures?name=value%20FROM%20figures--",
        "/search?q=%22%20OR%20%22",
        "/search?q=" + quote('提案" OR "政协'),
        "/archive/paragraphs?_search=%22%20OR%20%22",
        "/compare?a=1&b=%27",
        "/coverage?year=%27",
        "/paragraph/" + "0" * 64,
    ],
)
def test_sql_in_an_address_is_a_value_or_refused(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status in (200, 400, 404)
    assert "no such column" not in answer.text
    assert "syntax error" not in answer.text
    if path.startswith("/reports?place"):
        assert "No report is here for this" in answer.text


@pytest.mark.parametrize(
    "statement",
    ["delete from articles", "attach database '/tmp/x.db' as x", "pragma writable_schema=1", "vacuum into '/tmp/x.db'"],
)
def test_a_statement_that_would_change_something_is_refused(site: Site, statement: str) -> None:
    before = (site.folder / "archive.db").read_bytes()
    assert site.get(f"/archive?sql={quote(statement)}").status == 400
    assert (site.folder / "archive.db").read_bytes() == before


def test_a_crawl_may_write_beside_it(tmp_path: Path) -> None:
    press.make(tmp_path)
    with serving(tmp_path) as site:
        assert "<b>5</b> report printings" in site.get("/").text
        with Archive.open(tmp_path) as archive:
            archive.add_reading(reading(press.of("远山县", 2024, FILED)), source("http://127.0.0.1/90.htm"))
            assert "<b>5</b> report printings" in site.get("/").text
            archive.commit()
            assert "<b>6</b> report printings" in site.get("/").text


def test_long_tables_on_the_start_page_are_cut_and_can_be_had_whole(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        papers = [Newspaper(id=f"p{number:02}", title=f"第{number}晚报", place="云岭") for number in range(61)]
        archive.declare(papers)
        for paper in papers:
            archive.set_edition(paper.id, date(2025, 1, 9), "published")
        archive.commit()
    with serving(tmp_path) as site:
        assert "There is no report in this archive yet" in site.get("/").text
        assert "All 61 newspapers" in site.get("/").text
        assert "第60晚报" not in site.get("/").text
        assert "第60晚报" in site.get("/?all=1").text


def test_the_file_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "政协 100%?#&"
    with serving(press.make(folder)) as site:
        assert site.get("/archive/reports").status == 200
    with sqlite3.connect(folder / "archive.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
