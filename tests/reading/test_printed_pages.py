"""Reports as sites print them: pasted from Word, cut into two editors, several resolutions on one page."""

from __future__ import annotations

from datetime import date

import pytest

from archive.records import Article
from crawler.platform import platform
from crawler.reading import read_html, read_text

TITLE = "政协云岭市第五届委员会常务委员会工作报告"
DATELINE = "——2024年1月22日在政协云岭市第五届委员会第三次会议上"
SPEAKER = "穆青云"
FIRST = "2023年，市政协常委会坚持围绕中心、服务大局，召开议政性常委会会议四次，形成调研报告二十一篇。"
TEXTS = (
    FIRST,
    "全年共收到提案386件，经审查立案352件，交由62个承办单位办理，目前已全部办复，办复率百分之百。",
    "各位委员，让我们携手同心，为建设现代化云岭作出新的更大贡献！",
)
SECTIONS = ("一、2023年工作回顾", "二、2024年工作任务")


def page(inner: str, *, above: str = "") -> bytes:
    nav = "<div class=nav><a href=/>首页</a><a href=/a>要闻</a><a href=/b>政务</a></div>"
    foot = "<div class=footer>版权所有 云岭新闻网</div>"
    head = f"<head><meta charset=utf-8><title>{TITLE}_云岭新闻网</title></head>"
    return f"<html>{head}<body>{nav}<h1>{TITLE}</h1>{above}{inner}{foot}</body></html>".encode()


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def said(article: Article) -> list[str]:
    return [p.text for p in article.paragraphs if p.role in ("heading", "body")]


@pytest.mark.parametrize("bookmark", ['<a name="_Toc1">{}</a>', '<a name="OLE_LINK1"><a name="OLE_LINK2">{}</a></a>'])
def test_a_bookmark_of_word_is_no_link(bookmark: str) -> None:
    texts = (SECTIONS[0], *TEXTS[:2], SECTIONS[1], TEXTS[2])
    inner = "".join(f"<p>{bookmark.format(text)}</p>" for text in texts)
    (article,) = read_html(page(f"<div class=TRS_Editor>{inner}</div>")).articles
    assert said(article) == list(texts)


def test_an_editor_that_was_used_twice_holds_one_article() -> None:
    first, second = (
        paragraphs((FIRST, TEXTS[1] * 3)),
        paragraphs((TEXTS[2], "今年的主要任务是抓好提案办理。" * 9)),
    )
    inner = f"<div><div class=TRS_Editor>{first}</div><div class=TRS_Editor>{second}</div></div>"
    (article,) = read_html(page(inner)).articles
    assert said(article)[0] == FIRST
    assert said(article)[-1].startswith("今年的主要任务")


def test_a_stray_end_of_the_container_cuts_nothing_off() -> None:
    inside, behind = paragraphs((FIRST, TEXTS[1] * 3)), paragraphs((SECTIONS[1], TEXTS[2]))
    notice = "<div>责任编辑：王晓</div><p>本站所载的一切文字皆为转引自其他媒体，仅供读者参考，不作任何承诺。</p>"
    (article,) = read_html(page(f"<div><div class=TRS_Editor>{inside}</div>{behind}</div>{notice}")).articles
    assert said(article) == [TEXTS[0], TEXTS[1] * 3, SECTIONS[1], TEXTS[2]]


EPAPER = (
    "<head><meta charset=utf-8></head><body><table><tr><td class=font01>{title}</td></tr></table>"
    "<table><tr><td><div id=ozoom><founder-content>{inner}</founder-content></div></td></tr></table>"
    "<div><a href=content_2.htm>市政协召开主席会议，研究部署本年度重点提案督办工作和委员学习培训工作。</a></div></body>"
)


@pytest.mark.parametrize("stray", ["</div>", "</div></div>", "</td></tr></table>"])
@pytest.mark.parametrize("frame", ["<p>{}</p>", "{}<br>"])
def test_a_stray_end_in_an_e_paper_cuts_nothing_off(stray: str, frame: str) -> None:
    texts = (FIRST, TEXTS[1], SECTIONS[1], TEXTS[2])
    said_before, said_behind = ("".join(map(frame.format, part)) for part in (texts[:2], texts[2:]))
    content = EPAPER.format(title=TITLE, inner=said_before + stray + said_behind).encode()
    (article,) = read_html(content, platform=platform("founder")).articles
    assert said(article) == list(texts)


def test_a_name_that_most_of_the_text_bears_is_no_buttons() -> None:
    inner = f"<div class=show_text><div class=editor>{paragraphs(TEXTS)}</div></div>"
    (article,) = read_html(page(inner)).articles
    assert said(article) == list(TEXTS)


@pytest.mark.parametrize(
    "sentence",
    ["引导委员依法上网、文明上网，就网络综合治理提出提案16件。", "市政协的做法被省级报刊转载并注明为典型经验。"],
)
def test_what_notices_say_too_stays_in_a_report(sentence: str) -> None:
    (article,) = read_html(page(f"<div class=TRS_Editor>{paragraphs((*TEXTS[:2], sentence, TEXTS[2]))}</div>")).articles
    assert sentence in said(article)


def test_dateline_and_speaker_under_the_title_are_the_reports() -> None:
    above = f"<p class=sub>{DATELINE}</p><p>{SPEAKER}</p><div>发布时间：2024-02-01 来源：云岭日报</div>"
    (article,) = read_html(page(f"<div class=TRS_Editor>{paragraphs(TEXTS)}</div>", above=above)).articles
    assert article.report is not None
    assert (article.report.speaker, article.report.delivered_on) == (SPEAKER, date(2024, 1, 22))


def test_who_spoke_is_no_byline_where_the_title_stands_outside_of_the_text() -> None:
    head = f"<table><tr><td class=font01>{TITLE}</td></tr></table>"
    text = f"<div id=ozoom><founder-content>{paragraphs((DATELINE, SPEAKER, *TEXTS))}</founder-content></div>"
    (article,) = read_html(f"<html><body>{head}{text}</body></html>".encode(), platform=platform("founder")).articles
    assert [p.text for p in article.paragraphs if p.role == "speaker"] == [SPEAKER]
    assert article.byline is None


def test_the_day_under_a_document_is_not_its_publication() -> None:
    texts = (TITLE, DATELINE, SPEAKER, *TEXTS, "政协云岭市委员会", "2023年12月28日")
    assert [article.day for article in read_text("\n\n".join(texts).encode()).articles] == [None]


def test_line_breaks_that_a_style_keeps_are_paragraphs() -> None:
    lines = "\n".join((SECTIONS[0], *TEXTS))
    for inner in (f"<pre>{lines}</pre>", f'<div style="white-space: pre-line">{lines}</div>'):
        (article,) = read_html(page(f"<div class=TRS_Editor>{inner}</div>")).articles
        assert said(article) == [SECTIONS[0], *TEXTS]


def test_resolutions_of_one_session_close_alike_and_each_keeps_its_text() -> None:
    closing = "会议号召，全市政协各级组织和广大政协委员，更加紧密地团结起来，为建设现代化云岭而团结奋斗！"
    documents = tuple(
        (
            f"政协云岭市第五届委员会第三次会议关于{what}的决议",
            "（2024年1月25日政协云岭市第五届委员会第三次会议通过）",
            f"会议听取和审议了{what}，予以批准，认为{what}实事求是、重点突出，对过去一年的总结全面。",
            closing,
        )
        for what in ("常务委员会工作报告", "提案工作情况报告")
    )
    text = "\n\n".join(line for document in documents for line in document)
    articles = read_text(text.encode()).articles
    assert [said(article) for article in articles] == [list(document[2:]) for document in documents]


def test_a_heading_in_brackets_is_closed() -> None:
    texts = (TITLE, "【聚焦中心任务，资政建言有为】", FIRST, "【情系百姓，为民履职有果】", TEXTS[1])
    (article,) = read_text("\n\n".join(texts).encode()).articles
    assert said(article) == list(texts[1:])


def test_what_is_annexed_to_a_report_is_the_reports() -> None:
    annex = ("附：重点提案目录", "序号 提案号 案由 承办单位", "1 第012号 关于加快发展康养产业的提案 市民政局")
    opening = "我受政协云岭市第五届委员会常务委员会委托，向大会报告工作，请予审议，并请列席会议的同志提出意见。"
    work = (
        "（一）围绕发展建言。就园区建设开展专题协商，提出建议三十六条。",
        "（二）围绕民生履职。视察养老服务，提出建议十二条。",
    )
    report = (opening, SECTIONS[0], *TEXTS[:2], SECTIONS[1], *work, TEXTS[2])
    (article,) = read_text("\n\n".join((TITLE, DATELINE, SPEAKER, *report, *annex)).encode()).articles
    assert said(article) == [*report, *annex]


def test_a_newspaper_page_head_is_no_headline_and_tells_the_day() -> None:
    texts = ("云岭日报　2024年1月25日　第2版", TITLE, DATELINE, SPEAKER, *TEXTS)
    (article,) = read_text("\n\n".join(texts).encode()).articles
    assert (article.headline, article.day) == (TITLE, date(2024, 1, 25))


@pytest.mark.parametrize(
    "headings", [("“把方向”", "“凝共识”", "“办实事”"), ("高举旗帜　凝聚共识", "履职为民　情暖民心", "固本强基")]
)
def test_headings_like_headlines_split_no_page_that_states_one(headings: tuple[str, ...]) -> None:
    texts = tuple(text for pair in zip(headings, TEXTS, strict=True) for text in pair)
    opening = "受政协云岭市第五届委员会常务委员会委托，我向大会报告工作，请予审议。"
    (article,) = read_html(page(f"<div class=content>{paragraphs((opening, *texts))}</div>")).articles
    assert said(article)[-6:] == list(texts)


@pytest.mark.parametrize("line", ["(2024.1.22)", "（2024年1月22日）"])
def test_a_day_in_brackets_under_the_title_is_the_day_of_delivery(line: str) -> None:
    (article,) = read_text("\n".join((TITLE, line, SPEAKER, *TEXTS)).encode()).articles
    assert article.report
    assert article.report.delivered_on == date(2024, 1, 22)


@pytest.mark.parametrize(
    "behind",
    [
        "<p>网友“云岭人”：政协委员的提案说出了我们的心声，希望有关部门尽快落实，让群众早日受益。</p>",
        "<p>编后：好提案是调研出来的，更是督办出来的，让每一件提案都落地有声，是对委员最大的尊重。</p>",
        "<p>尊敬的读者：自四月一日起，本报数字版改版，如您在阅读中发现内容有误，请与本报总编室联系。</p>",
        "<p>云岭春茶上市啦！明前龙芽、高山云雾，产地直供，全场满二百元减三十元，欢迎选购。</p>",
    ],
)
def test_what_stands_behind_an_e_papers_text_and_is_none_of_it_stays_out(behind: str) -> None:
    content = EPAPER.format(title=TITLE, inner=paragraphs(TEXTS) + "</founder-content></div>" + behind).encode()
    (article,) = read_html(content, platform=platform("founder")).articles
    assert said(article) == list(TEXTS)


def test_the_day_of_the_session_goes_before_a_day_in_brackets() -> None:
    (article,) = read_text("\n".join((TITLE, "（2024.2.26）", DATELINE, SPEAKER, *TEXTS)).encode()).articles
    assert article.report
    assert article.report.delivered_on == date(2024, 1, 22)


def test_figures_that_spaces_set_apart_are_read_and_a_dateline_so_set_is_one() -> None:
    spaced = TEXTS[1].replace("386件", " 386 件").replace("352件", " 352 件").replace("62个", " 62 个")
    lines = ("（2024 年 1 月 22 日在政协云岭市第五届委员会第三次会议上）", SPEAKER, FIRST, spaced, TEXTS[2])
    (article,) = read_html(page(f"<div class=TRS_Editor>{paragraphs(lines)}</div>")).articles
    (plain,) = read_html(page(f"<div class=TRS_Editor>{paragraphs(TEXTS)}</div>")).articles
    assert article.headline == TITLE
    assert [(f.name, f.value) for f in article.figures] == [(f.name, f.value) for f in plain.figures]
    assert len(plain.figures) > 2
    assert article.report
    assert (article.report.session, article.report.delivered_on) == (3, date(2024, 1, 22))


HALVES = "政协云岭市第五届委员会", "常务委员会工作报告"


@pytest.mark.parametrize("title", [TITLE, f"云岭日报-{TITLE}", "云岭日报"])
def test_a_headline_in_two_lines_is_one(title: str) -> None:
    head = f"<head><meta charset=utf-8><title>{title}</title></head>"
    text = f"<div class=text>{paragraphs((DATELINE, SPEAKER, *TEXTS))}</div>"
    (article,) = read_html(f"<html>{head}<body><h1>{'<br>'.join(HALVES)}</h1>{text}</body></html>".encode()).articles
    assert article.headline == TITLE


def test_below_a_masthead_a_title_in_two_lines_opens_one_article() -> None:
    lines = ("云岭日报　2024年1月25日　第3版", *HALVES, DATELINE, SPEAKER, *TEXTS)
    (article,) = read_text("\n".join(lines).encode()).articles
    assert "".join((article.headline or "").split()) == TITLE
    assert article.day == date(2024, 1, 25)


@pytest.mark.parametrize("author", ["欧阳砺", "本报记者 欧阳砺"])
def test_whom_a_web_page_names_as_author_is_no_speaker(author: str) -> None:
    above = f"<div>2024-02-01　来源：云岭日报　作者：{author}</div>"
    (article,) = read_html(page(f"<div class=TRS_Editor>{paragraphs(TEXTS)}</div>", above=above)).articles
    assert article.byline == author
    assert article.report
    assert article.report.speaker is None


def test_traditional_lines_name_source_and_editors_too() -> None:
    above = "<div>2024-02-01　來源：雲嶺日報　責任編輯：聞曉</div>"
    (article,) = read_html(page(f"<div class=TRS_Editor>{paragraphs(TEXTS)}</div>", above=above)).articles
    assert (article.source, article.editors) == ("雲嶺日報", ("聞曉",))


def test_rows_of_a_table_are_no_headings() -> None:
    rows = "".join(f"<tr><td>{theme}</td><td>{count}</td></tr>" for theme, count in (("类别", "件数"), ("经济", "96")))
    inner = f"<div class=TRS_Editor>{paragraphs(TEXTS[:2])}<table>{rows}</table>{paragraphs(TEXTS[2:])}</div>"
    (article,) = read_html(page(inner)).articles
    assert [(p.role, p.text) for p in article.paragraphs if " " in p.text] == [
        ("body", "类别 件数"),
        ("body", "经济 96"),
    ]
