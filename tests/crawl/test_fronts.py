"""What the answer to a front says of its edition."""

from __future__ import annotations

from datetime import date

from crawler.fronts import Finding, edition_finding, missing_edition
from crawler.platform import ArticleLink, PageLink, PageView

ASKED = date(2025, 2, 24)
ARTICLE = ArticleLink(url="http://paper.example/2025-02/21/content_1.htm", title="市政协召开常委会会议")
PAGE = PageLink(url="http://paper.example/2025-02/24/node_2.htm")


def address_day(url: str) -> date | None:
    return date(2025, 2, 21) if "02/21" in url else None


def finding(view: PageView, *, empty: bool = False, at_address: date | None = None) -> Finding:
    return edition_finding(view, empty=empty, asked=ASKED, at_address=at_address, address_day=address_day)


def test_a_printed_day_other_than_the_one_asked_for_is_no_edition() -> None:
    found = finding(PageView(printed_day=date(2025, 2, 21), pages=(PAGE,)))
    assert found == Finding(state="no-edition", reason="shows 2025-02-21")


def test_where_no_day_is_printed_the_links_addresses_tell_it() -> None:
    assert finding(PageView(articles=(ARTICLE,))).reason == "shows 2025-02-21"


def test_where_neither_tells_the_address_that_answered_does() -> None:
    assert finding(PageView(pages=(PAGE,)), at_address=date(2025, 2, 23)).reason == "shows 2025-02-23"


def test_an_empty_answer_is_no_edition() -> None:
    assert finding(PageView(), empty=True) == Finding(state="no-edition", reason="empty answer")


def test_a_page_with_the_day_asked_for_is_followed() -> None:
    assert finding(PageView(printed_day=ASKED, pages=(PAGE,))) == Finding(state="published", follow=True)


def test_a_shell_is_followed_before_anything_is_said_of_its_edition() -> None:
    found = finding(PageView(shell_target="http://paper.example/2025-02/24/node_2.htm"))
    assert (found.state, found.follow) == ("partial", True)


def test_an_unknown_layout_says_what_was_looked_for() -> None:
    found = finding(PageView(missing=("a#pageLink", "area[href]")))
    assert found == Finding(state="missing", reason="a#pageLink; area[href]")


def test_404_is_no_edition_and_500_is_a_miss() -> None:
    assert missing_edition(404) == Finding(state="no-edition", reason="HTTP 404")
    assert missing_edition(500) == Finding(state="missing", reason="HTTP 500")
    assert missing_edition(200) is None
