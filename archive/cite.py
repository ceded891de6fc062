"""Citations of a printing: plain by GB/T 7714—2015, BibTeX for biber, CSL-JSON.

Each names newspaper, day, page, address, the instant of the capture, and the hash of the text, so that a reader can
find the printed page and check the archived one.
"""

from __future__ import annotations

import json
import re

from archive.printings import Printing

SPECIAL = re.compile(r"[\\{}&%#_$~^]")
"""Characters that LaTeX reads as commands: 办复率100%."""

IN_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def plain(printing: Printing) -> str:
    """One line: 林砚秋. 政协清川市委员会提案工作报告[N/OL]. 清川日报,2025-02-19(3)[2025-02-19]. http://…"""
    author = f"{printing.speaker}. " if printing.speaker else ""
    paper = ",".join(part for part in (printing.newspaper, printing.day) if part)
    page = f"({printing.page_no})" if printing.page_no else ""
    seen = f"[{printing.fetched_at[:10]}]" if printing.fetched_at else ""
    return f"{author}{printing.headline or '[无题]'}[N/OL]. {paper}{page}{seen}. {printing.url}. {_evidence(printing)}."


def bibtex(printing: Printing) -> str:
    """An @article entry; its key is the article's uid."""
    values = {
        "author": f"{{{printing.speaker}}}" if printing.speaker else None,
        "title": _escaped(printing.headline),
        "journaltitle": _escaped(printing.newspaper),
        "date": printing.day,
        "pages": _escaped(printing.page_no),
        "url": printing.url,
        "urldate": printing.fetched_at and printing.fetched_at[:10],
        "note": _escaped(_evidence(printing)),
        "langid": "chinese",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in values.items() if value)
    return f"@article{{cppcc-{printing.uid[:12]},\n{lines}}}"


def csl(printing: Printing) -> dict[str, object]:
    """An item of CSL-JSON 1.0, type article-newspaper."""
    item = {
        "id": f"cppcc-{printing.uid[:12]}",
        "type": "article-newspaper",
        "title": printing.headline,
        "author": [{"literal": printing.speaker}] if printing.speaker else None,
        "container-title": printing.newspaper,
        "issued": _date(printing.day),
        "page": printing.page_no,
        "URL": printing.url,
        "accessed": _date(printing.fetched_at and printing.fetched_at[:10]),
        "archive_location": _record(printing),
        "language": "zh-CN",
        "note": _evidence(printing),
    }
    return {name: value for name, value in item.items() if value is not None}


def csl_json(printings: tuple[Printing, ...]) -> str:
    """A CSL-JSON document."""
    return json.dumps([csl(printing) for printing in printings], ensure_ascii=False, indent=1)


def _evidence(printing: Printing) -> str:
    named = f"段落 sha256:{printing.hash}" if printing.hash else f"文章 {printing.uid}"
    record = _record(printing)
    return f"{named}; 存档 {record}" if record else named


def _record(printing: Printing) -> str | None:
    return None if printing.warc_file is None else f"{printing.warc_file}:{printing.warc_offset}"


def _escaped(text: str | None) -> str | None:
    return text and SPECIAL.sub(lambda found: IN_WORDS.get(found[0], "\\" + found[0]), text)


def _date(day: str | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None
