"""A newspaper of one server and what its addresses answer, for tests that settle answers without a crawl."""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import Article

BASE = "http://127.0.0.1:8080"
DECLARED = f"""
[qingchuan]
title = "清川日报"
place = "云岭/清川"
[[qingchuan.era]]
platform = "people-cms"
front = "{BASE}/GB/1/index{{page}}.html"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the address of a number answered, and when."""

    number: int
    hour: int
    article: Article
