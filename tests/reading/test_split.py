"""Whose each block is: titles, leads, continuations, numbering, words."""

from __future__ import annotations

from tests.reading.made_up import NEWS, NEWS_TITLE, OPENING, REPORT, TITLE, drafts, numbers, torn

WHOLE = (TITLE, *OPENING, *REPORT)


def test_a_report_and_the_news_after_it_are_two_articles() -> None:
    found = drafts(*WHOLE, NEWS_TITLE, *NEWS)
    assert [draft.headline for draft in found.drafts] == [TITLE, NEWS_TITLE]
    assert numbers(found, 0) == list(range(len(WHOLE)))


def test_the_head_of_a_report_is_title_dateline_and_speaker() -> None:
    roles = [p.role for p in drafts(*WHOLE).drafts[0].paragraphs[:4]]
    assert roles == ["headline", "dateline", "speaker", "heading"]


def test_news_without_a_title_in_the_middle_of_a_report_is_its_own_article() -> None:
    found = drafts(*WHOLE[:6], *NEWS, *WHOLE[6:])
    assert numbers(found, 0) == [*range(6), *range(9, 9 + len(WHOLE) - 6)]


def test_a_continuation_from_another_page_is_not_the_report_s() -> None:
    found = drafts(*WHOLE[:6], "(上接第一版)" + NEWS[1], NEWS[2], *WHOLE[6:])
    assert found.drafts[1].continued_from == "一"
    assert found.drafts[1].headline is None
    assert numbers(found, 1) == [6, 7]


def test_text_that_stands_before_its_own_title_finds_it() -> None:
    other = (
        "政协云岭市第九届委员会常务委员会工作报告(摘要)",
        "一、过去一年的工作",
        REPORT[-1].replace("提案工作", "团结工作"),
    )
    found = drafts(*other, *REPORT[:5], TITLE, *OPENING, *REPORT[5:])
    assert [draft.headline for draft in found.drafts] == [other[0], TITLE]
    assert numbers(found, 1)[:3] == [8, 9, 10]
    assert {3, 4, 5, 6, 7} <= set(numbers(found, 1))


def test_an_agency_s_line_ends_an_article() -> None:
    found = drafts(
        NEWS_TITLE,
        *NEWS,
        "新华社云岭3月4日电",
        "一村一景入画来",
        "白墙黛瓦之间,政协委员三三两两沿着溪水慢慢走,不时停下来拍照。",
    )
    assert len(found.drafts) == 2
    assert found.drafts[0].source == "新华社"


def test_furniture_editors_and_captions_are_dropped_with_reasons() -> None:
    found = drafts(
        "云岭新闻网>>时政要闻",
        *WHOLE,
        "(责编:章柳、穆野)",
        "分享到: 评论:",
        "3月1日,石桥镇举办运动会。图为拔河比赛。",
        "时间:2024年01月20日09:10 来源:云岭日报",
    )
    assert [item.reason for item in found.dropped] == ["furniture", "editors", "furniture", "caption", "stamp"]
    (draft,) = found.drafts
    assert (draft.editors, draft.source, str(draft.day)) == (("章柳", "穆野"), "云岭日报", "2024-01-20")


def test_a_column_that_was_read_twice_is_kept_once() -> None:
    found = drafts(*WHOLE, *REPORT[2:5])
    assert numbers(found, 0) == list(range(len(WHOLE)))
    assert {item.reason for item in found.dropped} == {"repeated"}


def test_a_dateline_that_two_reports_share_is_kept_for_both() -> None:
    other = "政协云岭市第九届委员会常务委员会工作报告(摘要)"
    body = ("一、过去一年的工作", "一年来,常委会团结各界人士,把协商的桌子搬到田间地头,用心用情回应群众的盼望。")
    found = drafts(*WHOLE, other, OPENING[0], "章 柳", *body)
    assert [sum(p.role == "dateline" for p in draft.paragraphs) for draft in found.drafts] == [1, 1]
    assert not found.dropped


def test_an_unmarked_article_between_torn_halves_is_stepped_over() -> None:
    first, second = torn(REPORT[2], "推动市政府出台茶产")
    found = drafts(TITLE, *OPENING, *REPORT[:2], first, NEWS_TITLE, *NEWS, second, *REPORT[3:])
    assert (5, 10) in [tuple((n - 1) // 2 for n in p.lines) for p in found.drafts[0].paragraphs]


def test_whoever_takes_leave_of_the_meeting_has_ended_and_a_short_line_after_it_is_a_headline() -> None:
    farewell = "各位委员,让我们携起手来,为建设山清水秀的云岭而努力奋斗!"
    found = drafts(*WHOLE, farewell, "县里的集市搬进新楼", NEWS[1], NEWS[2])
    assert numbers(found, 0) == list(range(len(WHOLE) + 1))
    assert found.drafts[1].headline == "县里的集市搬进新楼"


def test_a_short_line_over_other_matters_is_the_headline_of_the_next_news() -> None:
    found = drafts(NEWS_TITLE, *NEWS, "老茶厂改作乡村剧场", "十几位政协委员自编自演的采茶戏连演三晚,台下坐满了人。")
    assert [draft.headline for draft in found.drafts] == [NEWS_TITLE, "老茶厂改作乡村剧场"]


def test_a_page_that_tells_nothing_of_ours_is_not_split() -> None:
    pages = [
        (NEWS_TITLE, *NEWS, "本报讯(记者 章柳)老茶厂改作乡村剧场,采茶戏连演三晚。", last)
        for last in ("完了。", "提案。")
    ]
    assert [len(drafts(*page).drafts) for page in pages] == [1, 2]
