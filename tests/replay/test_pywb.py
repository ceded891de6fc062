"""A captured page looks like itself in the archivists' replay tool, and every stored text stands on it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from archive.store import Archive
from crawler.reading import charset, html
from tests.replay.collection import Collection, needs_chromium, needs_pywb, squeezed
from tests.replay.conftest import PAPERS, Crawled

pytestmark = [pytest.mark.xdist_group("replay"), needs_pywb]

RIGHTLY_LABELLED = tuple(paper for paper in PAPERS if paper != "linyuenews")
"""Not the paper that labels UTF-8 as gb2312: a browser shows it garbled, replayed as on the day it was fetched."""

Page = tuple[str, str]
"""Address and instant of a capture."""

OCCURRENCES = """
SELECT a.id, a.capture_id, coalesce(o.capture_id, a.capture_id), coalesce(o.verbatim, o.shown, p.text)
  FROM occurrences o JOIN articles a ON a.id = o.article_id JOIN paragraphs p ON p.id = o.paragraph_id"""

TAILS = "SELECT continues, capture_id FROM articles WHERE continues IS NOT NULL"

REPORTS = """
SELECT c.url, c.fetched_at, a.headline, group_concat(coalesce(o.verbatim, o.shown, p.text), char(10))
  FROM articles a JOIN captures c ON c.id = a.capture_id JOIN occurrences o ON o.article_id = a.id
  JOIN paragraphs p ON p.id = o.paragraph_id
 WHERE a.topic = 'report' AND a.newspaper_id = ? AND a.continues IS NULL
   AND NOT EXISTS (SELECT 1 FROM articles t WHERE t.continues = a.id)
 GROUP BY a.id ORDER BY a.url LIMIT 1"""

PAGE_OF_A_REPORT = """
SELECT c.url, c.fetched_at FROM articles a JOIN ledger l ON l.url = a.url JOIN links k ON k.article_id = l.id
  JOIN ledger p ON p.id = k.page_id JOIN captures c ON c.id = p.capture_id
 WHERE a.topic = 'report' AND a.newspaper_id = 'yanchuan' ORDER BY c.url LIMIT 1"""


def replayed_text(collection: Collection, page: Page) -> str:
    """What pywb's rewritten page shows, without white space."""
    status, body = collection.shown(page[1], page[0], "mp_")
    assert status == 200, page
    return squeezed(str(html.parse(charset.decode(body, None).text).text_content()))


def stands(text: str, own: str, pages: list[str]) -> bool:
    """Whether the text is on its page, or torn in two between two of those on which its article stands."""
    torn = (
        text[:cut] in head and text[cut:] in tail
        for head, tail in permutations(pages, 2)
        for cut in range(1, len(text))
    )
    return text in own or any(torn)


def test_every_stored_occurrence_stands_on_its_replayed_page(crawled: Crawled, collection: Collection) -> None:
    with Archive.open(crawled.folder, hold=False) as archive:
        captures = {key: (url, at) for key, url, at in archive.db.execute("SELECT id, url, fetched_at FROM captures")}
        occurrences = archive.db.execute(OCCURRENCES).fetchall()
        pages = {article: [head] for article, head, _, _ in occurrences}
        for article, tail in archive.db.execute(TAILS):
            pages[article].append(tail)
    needed = {own for _, _, own, _ in occurrences} | {key for several in pages.values() for key in several}
    shown = {key: replayed_text(collection, captures[key]) for key in needed}
    lost = [
        (captures[own], piece)
        for article, _, own, text in occurrences
        for piece in text.split("\n")
        if not stands(squeezed(piece), shown[own], [shown[page] for page in pages[article]])
    ]
    assert lost == []
    assert len(occurrences) > 500
    assert any(len(several) > 2 for several in pages.values())


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("paper", RIGHTLY_LABELLED)
def test_a_report_reads_in_chromium_as_it_is_stored(crawled: Crawled, collection: Collection, paper: str) -> None:
    with Archive.open(crawled.folder, hold=False) as archive:
        url, at, headline, text = archive.db.execute(REPORTS, (paper,)).fetchone()
    shown = squeezed(str(html.parse(collection.browsed(at, url, "--dump-dom")).text_content()))
    assert squeezed(headline) in shown
    assert [line for line in text.split("\n") if squeezed(line) not in shown] == []


@pytest.mark.browser
@needs_chromium
def test_a_page_is_shown_with_its_style_its_picture_and_its_images(
    crawled: Crawled, collection: Collection, tmp_path: Path
) -> None:
    with Archive.open(crawled.folder, hold=False) as archive:
        url, at = archive.db.execute(PAGE_OF_A_REPORT).fetchone()
    before = len(collection.requests())
    collection.browsed(at, url, f"--screenshot={tmp_path / 'page.png'}", "--window-size=1200,1200")
    asked = {(role, path.rpartition("/")[2]): status for role, path, status in collection.requests()[before:]}
    needed = {what: status for what, status in asked.items() if what[0] in ("cs_", "im_")}
    assert needed.keys() >= {("cs_", "style.css"), ("im_", "brief.jpg"), ("im_", "pdf.gif")}
    assert set(needed.values()) == {200}
    assert coloured(tmp_path / "page.png", (0xDF, 0xE8, 0xD2)) > 1000


def coloured(picture: Path, colour: tuple[int, int, int]) -> int:
    """How many pixels of a picture have that colour."""
    from PIL import Image

    with Image.open(picture) as opened:
        colours = opened.convert("RGB").getcolors(1 << 24) or []
    return {found: count for count, found in colours}.get(colour, 0)
