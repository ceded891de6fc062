"""What the pages say, asked over HTTP of the running command."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

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
    assert "2025-02: 1 of 3 here, 1 in part, 1 missing (HTTP 404,open), 1 days without an edition" in text
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
