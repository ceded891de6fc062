"""Charset: what the bytes say wins over what is said of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.charset import CHARDET_READS, codec_of, declared_in_markup, decode

SENTENCE = "一年来，澄湖市政协共收到提案三百一十二件，经审查立案二百九十八件，办复率达到百分之百。"
TRADITIONAL = "一年來，澄湖市政協共收到提案三百一十二件，經審查立案二百九十八件，辦復率達到百分之百。"
RARE = "委员何镕、周堃、李赟、陈喆在会上作了发言。"
WRONG_LABELS = (None, "iso-8859-1", "gb2312", "utf-8", "big5", "windows-1252", "unicode_escape", "no-such-charset", "")


def page(text: str, label: str = "") -> str:
    meta = f'<meta charset="{label}">' if label else ""
    return f"<html><head>{meta}<title>标题</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("header", WRONG_LABELS)
@pytest.mark.parametrize("label", ["", "gb2312", "utf-8", "iso-8859-1", "big5"])
@pytest.mark.parametrize(
    ("text", "codec", "charset"),
    [
        (SENTENCE, "utf-8", "utf-8"),
        (SENTENCE, "gb18030", "gb18030"),
        (RARE * 2, "gbk", "gb18030"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
    ],
)
def test_no_label_of_header_or_markup_misleads(
    text: str, codec: str, charset: str, label: str, header: str | None
) -> None:
    source = page(text, label)
    if codec == "big5":
        source = source.replace("标题", "標題")
    read = decode(source.encode(codec), header)
    assert (read.text, read.charset, read.invalid) == (source, charset, 0)


def test_names_that_gb2312_lacks_are_read_under_a_gb2312_label() -> None:
    source = page(SENTENCE + "何镕、周堃、李赟、陈喆、刘䶮", "gb2312")
    assert decode(source.encode("gb18030"), "gb2312").text == source


def test_a_label_that_the_bytes_contradict_is_named_in_the_evidence() -> None:
    read = decode(page(SENTENCE, "gb2312").encode())
    assert read.evidence == "every byte is UTF-8; declared gb2312"
    assert "declared utf-8" in decode(page(SENTENCE, "utf-8").encode("gbk")).evidence


def test_a_label_that_the_bytes_bear_out_is_not() -> None:
    assert "declared" not in decode(page(SENTENCE, "gb2312").encode("gbk"), "GBK").evidence


@pytest.mark.parametrize("cut", [1, 2])
def test_utf8_cut_inside_a_character_is_still_utf8(cut: int) -> None:
    body = page(SENTENCE)[: page(SENTENCE).index("百分")].encode()
    read = decode(body + "百".encode()[:cut], "gbk")
    assert (read.charset, read.invalid) == ("utf-8", 1)
    assert read.text == body.decode() + "\ufffd"


def test_gbk_cut_inside_a_character_is_still_gbk() -> None:
    body = page(SENTENCE).encode("gbk")
    cut = body[: body.index("办复".encode("gbk")) + 1]
    read = decode(cut)
    assert (read.charset, read.invalid) == ("gb18030", 1)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_few_bad_bytes_spoil_only_themselves(codec: str) -> None:
    head, tail = page(SENTENCE * 3).encode(codec), page(SENTENCE).encode(codec)
    read = decode(head + b"\xff<br>\xfe\n" + tail)
    assert read.text.startswith(page(SENTENCE * 3))
    assert read.text.endswith(page(SENTENCE))
    assert read.charset == codec
    assert read.invalid >= 1


def test_a_lone_0x80_is_the_euro_of_code_page_936() -> None:
    read = decode(page(SENTENCE).encode("gbk") + b"<p>\x80 500</p>")
    assert read.text.endswith("<p>€ 500</p>")
    assert read.invalid == 0


def test_text_behind_a_long_script_is_weighed_too() -> None:
    source = "<script>" + "var a = 1;\n" * (CHARDET_READS // 8) + "</script>" + page(SENTENCE)
    assert decode(source.encode("gbk"), "iso-8859-1").text == source


def test_a_label_behind_scripts_is_found() -> None:
    assert declared_in_markup(b"<script>" + b"x" * 9000 + b"</script><META content='text/html; charset=GBK'>") == "GBK"
    assert declared_in_markup(b'<?xml version="1.0" encoding="gb2312"?>') == "gb2312"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_and_not_kept(codec: str) -> None:
    read = decode(page(SENTENCE).encode(codec), "gb2312")
    assert read.text == page(SENTENCE)
    assert read.evidence == "byte order mark"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_shows_in_its_nuls(codec: str) -> None:
    read = decode(page(SENTENCE).encode(codec))
    assert (read.text, read.charset) == (page(SENTENCE), codec)


def test_a_few_gbk_characters_that_happen_to_be_utf8_are_gbk() -> None:
    # 目 and 模 are C4BF and C4A3, which UTF-8 reads as Latin letters: Ŀ and ģ.
    body = "<p>目模</p>".encode("gbk")
    assert body.decode("utf-8") == "<p>Ŀģ</p>"
    assert decode(body).text == "<p>目模</p>"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("本日の市議会では、提案された議案について審議が行われました。" * 4, "shift_jis"),
        ("본회의에서는 제안된 의안에 대하여 심의가 진행되었다. 위원들이 참석하였다." * 4, "euc_kr"),
        ("Le conseil municipal a adopté les propositions déjà présentées à l’été. " * 4, "cp1252"),
        ("На заседании городского совета были рассмотрены предложения депутатов. " * 4, "cp1251"),
    ],
)
def test_where_the_text_is_not_chinese_chardet_speaks(text: str, codec: str) -> None:
    read = decode(f"<html><body><p>{text}</p></body></html>".encode(codec))
    assert text in read.text
    assert "chardet" in read.evidence


def test_ascii_and_nothing_are_utf8() -> None:
    assert decode(b"<p>a</p>", "gb2312").charset == decode(b"").charset == "utf-8"


@pytest.mark.parametrize("label", ["utf-16", "unicode_escape", "rot13", "hex", "x\0y", "punycode", "idna"])
def test_labels_that_no_page_can_mean_are_not_believed(label: str) -> None:
    assert codec_of(label) is None


@given(body=st.binary(max_size=300), declared=st.none() | st.text(max_size=12))
def test_any_bytes_are_read_and_always_alike(body: bytes, declared: str | None) -> None:
    read = decode(body, declared)
    assert read == decode(body, declared)
    assert read.charset
    assert read.evidence
    assert read.invalid >= 0


@given(
    text=st.text(
        st.sampled_from("的一是在政协提案工作委员会议市县人民代表报告年月日，。、"), min_size=12, max_size=200
    ),
    codec=st.sampled_from(["utf-8", "gbk", "gb18030", "utf-8-sig", "utf-16"]),
)
def test_chinese_survives_any_charset_it_is_written_in(text: str, codec: str) -> None:
    source = page(text)
    assert decode(source.encode(codec)).text == source
