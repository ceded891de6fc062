"""Glossed mirror copies are restored, traditional originals are not."""

from __future__ import annotations

from crawler.reading.model import Block
from crawler.reading.restore import restored

GLOSSED = "市政協(xié)常委會(huì)圍繞民生實(shí)事開(kāi)展協(xié)商,報(bào)送調(diào)研報(bào)告。"
TRADITIONAL = "市政協常委會圍繞民生實事開展協商,報送調研報告。"


def test_a_glossed_copy_loses_its_glosses_and_keeps_what_was_printed() -> None:
    found = restored([Block(text=GLOSSED), Block(text="李 明")])
    assert found.restored
    assert found.blocks[0].text == "市政协常委会围绕民生实事开展协商,报送调研报告。"
    assert found.verbatim == (GLOSSED, None)


def test_a_traditional_original_stays_as_it_is_printed() -> None:
    found = restored([Block(text=TRADITIONAL)])
    assert not found.restored
    assert found.blocks[0].text == TRADITIONAL


def test_a_few_glosses_in_a_long_text_are_the_text_s_own() -> None:
    about = "“提案”的“提”读作提(tí)。" + "委员们围绕群众关切的事情提出建议。" * 60
    assert not restored([Block(text=about)]).restored
