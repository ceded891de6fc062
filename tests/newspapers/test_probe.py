"""A site's platform is recognised from one page, and a declaration is printed that the rules accept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.newspapers import load
from crawler.newspapers_probe import LIKELY, declaration, front_template, recognise
from crawler.platform import platform

CASES = Path(__file__).parents[1] / "cases" / "platforms"
REAL = Path(__file__).parents[2].parent / "shared" / "platform_pages"
# pages on which even a person could only guess: no list, no known name on them
BLANK = {"founder/empty-edition", "founder/unknown-article", "founder/pictures-only", "founder/stamp-in-text"}
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/page.html"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_every_saved_page_is_recognised_as_its_own_platform(folder: Path) -> None:
    name = f"{folder.parent.name}/{folder.name}"
    url = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["url"]
    found = recognise((folder / "page.html").read_text(encoding="utf-8"), url)
    assert found, name
    assert found[0].platform == folder.parent.name, found
    assert len(found) == 1 or found[0].score > found[1].score
    assert found[0].score >= LIKELY or name in BLANK, found[0]


@pytest.mark.parametrize(
    ("file", "url", "name"),
    [
        ("founder_layout_2017.htm", "http://csr.example.cn/content/2017-07/22/node_2.htm", "founder"),
        ("people-cms_article.html", "http://culture.people.com.cn/n1/2019/0615/c1013-31153719.html", "people-cms"),
        ("vsb_article.html", "http://www.sxmu.example.cn/info/1009/14614.htm", "vsb"),
    ],
)
def test_real_pages_are_recognised(file: str, url: str, name: str) -> None:
    if not REAL.is_dir():
        pytest.skip(f"the saved real pages are not beside this checkout ({REAL.name})")
    found = recognise((REAL / file).read_text(encoding="utf-8", errors="replace"), url)
    assert found[0].platform == name
    assert found[0].score >= LIKELY


@pytest.mark.parametrize("file", ["trs_article.html", "trs_news_article.html", "local_paper_article.html"])
def test_a_real_page_of_another_system_is_not_taken_for_one_of_ours(file: str) -> None:
    if not REAL.is_dir():
        pytest.skip(f"the saved real pages are not beside this checkout ({REAL.name})")
    found = recognise(
        (REAL / file).read_text(encoding="utf-8", errors="replace"), "http://www.other.example.cn/a/b.html"
    )
    assert all(each.score < LIKELY for each in found), found


def test_a_page_that_is_nothing_shows_no_platform() -> None:
    assert recognise("<p>建设中</p>", "http://www.example.cn/x/y.aspx?id=1") == ()


@pytest.mark.parametrize(
    ("name", "url", "template"),
    [
        ("founder", "http://a.cn/html/2025-02/25/node_2.htm", "http://a.cn/html/{day:%Y-%m/%d}/node_2.htm"),
        ("founder-pc", "http://a.cn/pc/col/202502/25/node_3.html", "http://a.cn/pc/col/{day:%Y%m/%d}/node_3.html"),
        ("shtml", "http://a.cn/shtml/jhrb/20250225/v01.shtml", "http://a.cn/shtml/jhrb/{day:%Y%m%d}/v01.shtml"),
        ("people-cms", "http://a.cn/GB/314060/index10.html", "http://a.cn/GB/314060/index{page}.html"),
        ("vsb", "http://a.cn/xwzx/xyxw.htm", None),
    ],
)
def test_an_address_gives_the_template_it_was_made_from(name: str, url: str, template: str | None) -> None:
    assert front_template(url, platform(name)) == template


def test_a_shell_gives_the_template_of_where_it_leads() -> None:
    shell = '<meta http-equiv="refresh" content="0; URL=html/2026-10/02/node_2.htm">'
    found = recognise(shell, "http://epaper.luchuan.example/")
    assert found[0].front == "http://epaper.luchuan.example/html/{day:%Y-%m/%d}/node_2.htm"


@given(title=st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text and max(text) < "\ud800"))
def test_a_printed_declaration_is_one_that_loads(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    path = tmp_path_factory.mktemp("probe") / "try.toml"
    front = "http://epaper.luchuan.example/html/{day:%Y-%m/%d}/node_2.htm"
    text = declaration(newspaper_id="luchuan", title=title, place="山西/潞川", platform="founder", front=front)
    path.write_text(text, encoding="utf-8")
    (paper,) = load([path])
    assert (paper.title, paper.eras[0].front, paper.eras[0].verified) == (title, front, False)
