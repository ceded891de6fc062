"""What the pages say, asked over HTTP of the running command."""

from __future__ import annotations

import json
import re
from contextlib import closing
from urllib.parse import quote

import pytest

from archive.connection import connect
from archive.serve import report
from archive.serve.database import rows
from archive.serve.metadata import queries
from tests.archive.invented import FILED, OPENING, paragraph
from tests.serve import press
from tests.serve.conftest import Site

SECOND, FIRST, OTHER = (f"http://127.0.0.1/{number}.htm" for number in (2, 1, 4))
PAGES = ("/", "/coverage", "/reports", "/search?q=%E6%8F%90%E6%A1%88", "/figures", "/compare", "/archive")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers(site: Site, path: str) -> None:
    assert site.get(path).status == 200


def test_the_start_page_counts_reports_editions_and_problems(site: Site) -> None:
    text = site.get("/").text
    assert "<b>5</b> report printings of <b>2</b> places in <b>2</b> newspapers, 2023-02-01 to 2025-02-20" in text
    assert re.search(r"清川日报</th>.*?coverage\?year=2025\">1/3</a>", text, re.DOTALL)
    assert re.search(r"洛坪晚报</th>.*?coverage\?year=2024\">0/1</a>", text, re.DOTALL)
    assert "1 page could not be read as expected" in text


def test_search_finds_any_length_and_either_script(site: Site) -> None:
    for query in ("政", "提案", FILED[:-1], "乡村振兴", "鄉村振興"):
        text = site.get(f"/search?q={quote(query)}").text
        assert 'class="hits"' in text, query
    assert "<mark>鄉村振興</mark>" in site.get(f"/search?q={quote('乡村振兴')}").text
    assert "No paragraph holds this" in site.get(f"/search?q={quote('登月飞船')}").text


def test_a_report_s_paragraphs_are_marked_new_reused_and_shared(site: Site) -> None:
    text = site.get(f"/report/{site.uid(SECOND)}").text
    found = re.findall(r'class="p body ?(\w*)".*?<p lang="zh-Hans">(.*?)</p>', text, re.DOTALL)
    marked = {said: mark for mark, said in found}
    assert marked[press.SALUTATION] == ""
    assert marked[press.RHETORIC] == "reused"
    assert marked[press.NEW] == "new"
    shared = site.get(f"/report/{site.uid(OTHER)}").text
    assert re.search(rf'class="p body shared".{{0,200}}{OPENING}', shared, re.DOTALL)


def test_a_hash_leads_to_its_printings_and_citation(site: Site) -> None:
    text = site.get(f"/paragraph/{paragraph(FILED).hash}").text
    assert "3 printings" in text
    assert "one.warc.gz</code> at byte 200 (100 bytes)" in text
    assert "<del>298</del>" in text


def test_coverage_tells_what_is_missing_in_each_month_and_why(site: Site) -> None:
    text = site.get("/coverage?year=2025").text
    assert "2025-02: 1 of 3 here, 1 in part, 1 missing (HTTP 404,open), 1 days without an edition" in text
    assert text.count("●1</span>") == 2
    assert "blocked" in site.get("/archive/editions?newspaper_id=luoping&day__startswith=2024-01").text


def test_reports_are_listed_by_place_year_and_kind(site: Site) -> None:
    assert site.get("/reports").text.count("<li>") == 5
    assert site.get(f"/reports?place={quote('清川市')}&year=2025").text.count("<li>") == 2
    assert site.get(f"/reports?kind={quote('常委会工作报告')}").text.count("<li>") == 1
    assert "No report is here" in site.get("/reports?unplaced=1&place=").text


def test_an_article_names_its_reprints_figures_and_what_was_left_out(site: Site) -> None:
    text = site.get(f"/report/{site.uid(SECOND)}").text
    assert "reprint (100 % alike)" in text
    assert f"/compare?a={site.uid(SECOND)}" in text
    assert re.search(r"Proposals filed \(立案\)</th><td class=\"n\">287<span lang=\"zh-Hans\">件", text)
    assert "1 block of the page left out" in text


def test_a_report_that_goes_on_elsewhere_says_that_it_is_not_whole(site: Site) -> None:
    assert (
        "Not whole: it goes on at <code>http://127.0.0.1/4-2.htm</code>" in site.get(f"/report/{site.uid(OTHER)}").text
    )
    assert "Not whole" not in site.get(f"/report/{site.uid(FIRST)}").text


def test_two_reports_stand_side_by_side_with_their_differences(site: Site) -> None:
    text = site.get(f"/compare?a={site.uid(FIRST)}&b={site.uid(SECOND)}").text
    assert "<del>298</del>" in text
    assert "<ins>312</ins>" in text
    assert "2 the same" in text
    assert re.search(r"Proposals filed.*?251.*?287", text, re.DOTALL)


def test_figures_are_plotted_with_their_sentences(site: Site) -> None:
    text = site.get("/figures?name=proposals_filed").text
    assert 'aria-label="清川市: 2022 251, 2023 287, 2024 287"' in text
    assert text.count("<circle") == 3
    assert press.SUBMITTED_2022 in text
    assert "No report here states this figure" in site.get("/figures?name=key_proposals").text


def test_the_beginning_of_a_name_is_enough_and_a_wrong_one_says_so(site: Site) -> None:
    uid = site.uid(SECOND)
    assert site.get(f"/report/{uid[:12]}").status == 200
    assert "/report/" + uid in site.get(f"/paragraph/{uid}").text
    wrong = site.get("/report/0123456789abcdef0")
    assert (wrong.status, "no paragraph and no article of this archive" in wrong.text) == (404, True)


def test_datasette_knows_meanings_queries_and_our_search(site: Site) -> None:
    assert "Agreement of independent readers" in site.get("/archive/reports").text
    assert "Proposals submitted and filed, by city and year" in site.get("/archive").text
    query = "/archive/reports-of-a-city-by-year?place=" + quote("清川市")
    assert site.get(query + "&_shape=array", Accept="*/*").text.count("提案工作报告") >= 3
    found = site.get(f"/archive/paragraphs.json?_shape=array&_search={quote('委员远程协商')}")
    assert [row["text"] for row in json.loads(found.text)] == [press.NEW]
    assert f'href="/report/{site.uid(SECOND)}"' in site.get("/archive/reports").text


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_ready_made_query_runs(site: Site, name: str) -> None:
    values = "place=%E6%B8%85%E5%B7%9D%E5%B8%82&year=2024&word=%E6%B0%91%E4%B8%BB&hash=" + paragraph(FILED).hash
    assert "rows" in json.loads(site.get(f"/archive/{name}.json?{values}").text)


def test_pages_of_results_follow_each_other(site: Site) -> None:
    assert site.get(f"/search?q={quote('提案')}&page=3").status == 200
    assert site.get("/reports?page=99999999999").status == 400


def test_the_shares_on_a_page_are_those_of_the_view(site: Site) -> None:
    with closing(connect(site.folder / "archive.db", read_only=True)) as db:
        for row in rows(db, "SELECT * FROM novelty"):
            shown = report.article(db, row["uid"])["novelty"]
            assert shown["chars"] == row["chars"]
            for name in ("new", "reused", "shared"):
                assert shown[name] == pytest.approx(row[name], abs=1e-4), (row["uid"], name)


def test_a_salutation_that_stands_everywhere_is_counted_not_listed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "OFTEN", 2)
    with closing(connect(site.folder / "archive.db", read_only=True)) as db:
        paragraphs = report.article(db, site.uid(SECOND))["paragraphs"]
    salutation = next(one for one in paragraphs if one.text == press.SALUTATION)
    assert salutation.printings == 5
    assert [row["uid"] for row in salutation.sources] == [site.uid(SECOND)]
