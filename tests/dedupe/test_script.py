"""Traditional to simplified: the table of this canonical form, and its guard."""

from __future__ import annotations

import subprocess
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import script

DUMP = Path(opencc.__file__).parent / "clib" / "bin" / "opencc_dict"

OFTEN = st.text(alphabet="乾坤隆淨蕭畢昇著瞭覆答明憑藉慰沈陽深提案政協會議薴臺灣臨𣄃\ud800 、a1", max_size=12)


def test_the_installed_table_is_the_one_that_the_hashes_were_made_with() -> None:
    assert script.fingerprint() == script.TABLE_SHA256, f"hashes of norm_version 1 need {script.TABLE}"


@given(OFTEN)
@settings(deadline=None)  # the first example builds the tables
def test_the_guard_hides_no_change(text: str) -> None:
    meant = text.replace("\ud800", "")
    converted = script._converter().convert(meant)
    assert script.simplified(meant) == converted
    assert script.has_changed(meant) or converted == meant


@given(OFTEN)
@settings(deadline=None)  # the first example builds the tables
def test_settled_is_settled(text: str) -> None:
    assert script.settled(script.settled(text)) == script.settled(text)


def test_simplified_text_is_returned_as_it_is() -> None:
    text = "全年共提交提案437件，走访委员26人，答复率100%，沈河县政协覆盖面扩大。"
    assert script.simplified(text) == text


def test_words_are_converted_as_words() -> None:
    assert script.simplified("走訪臨溪縣，答覆憑藉資料，乾坤未乾") == "走访临溪县，答复凭借资料，乾坤未干"


def test_a_name_that_keeps_a_traditional_character_meets_its_simplified_twin() -> None:
    assert script.simplified("蕭乾") == "萧乾"
    assert script.settled("蕭乾") == script.settled("萧乾")


def test_half_a_character_does_not_stop_the_conversion_of_others() -> None:
    assert script.simplified("\ud800臺") == "\ud800臺"


@pytest.mark.skipif(not DUMP.exists(), reason="this build of OpenCC carries no opencc_dict to read its tables with")
def test_the_characters_that_only_words_change_are_all_named(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    source = DUMP.parents[1] / "share" / "opencc" / "TSPhrases.ocd2"
    subprocess.run([DUMP, "-i", source, "-f", "ocd2", "-o", words, "-t", "text"], check=True, capture_output=True)
    rows = [row.split("\t") for row in words.read_text("utf-8").splitlines()]
    pairs = {pair for old, new in rows for pair in zip(old, new.split(" ")[0], strict=True)}
    alone = {old for old, new in pairs if old != new and script.simplified(old) == old}
    assert alone == set(script._ONLY_IN_PHRASES)
