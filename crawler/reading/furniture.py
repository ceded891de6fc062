"""What stands in an article's container and is none of its text: the rules of `furniture.tsv`, with their reasons.

A *token* is a button: a block that is made of nothing but tokens is dropped. A *line* is dropped where the rule matches
the whole block, a *mention* where it matches any part. A *heading* opens a list of other articles: it is dropped with
the links that follow it. An *end* is dropped with all that follows, where more of the article stands before it than
after. All rules are for short blocks: a paragraph of running text is never furniture, whatever words it holds.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.reading.blocks import inked
from crawler.reading.model import Block
from crawler.reading.points import points

BETWEEN = r"[\s|丨/·•:：,，、【】\[\]()（）<>《》〔〕+_-]*"
LONGEST = 420
"""Characters beyond which a block is text; the longest disclaimers have about 300."""
LONGEST_TOKENS = 80
LEADS_ELSEWHERE = 0.8
"""Share of linked characters from which a block without a sentence is a teaser."""
TEASER = 60
FEWEST_LINKED = 3
"""Paragraphs of running text that are linked, from which it may be the whole text."""
# 关于加快发展我市康养产业的建议: the proposals of a report's list, which some sites link
PROPOSAL = re.compile("^(?:[\\d.、（）()]{1,5})?关于.{4,50}的(?:建议|提案)$")
OURS = re.compile("提案|委[员員](?!会|會)|[协協]商|社情民意|[市县縣区區省]政[协協](?!网|網|办|辦|新|微)")
"""What no sentence of a notice or of house rules speaks of, though a report may speak of 文明上网 and of 转载."""
SENTENCE_END = re.compile(r"[。！？；…](?:”|’|」|）|\))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table."""

    kind: str
    reason: str
    pattern: re.Pattern[str]
    because: str


def reasons(blocks: Sequence[Block]) -> tuple[str | None, ...]:
    """For each block why it is dropped, None where it is kept."""
    found: list[str | None] = []
    in_list = False
    listed = points([block.text for block in blocks])
    linked = _is_one_link(blocks)
    for n, block in enumerate(blocks):
        reason = None if n in listed else _reason(block)
        if reason == "teaser" and (linked or _is_listed_proposal(blocks, n)):
            reason = None
        in_list = reason == "related list" or (in_list and block.link_share > 0.5)
        found.append("related list" if in_list else reason)
    start, reason = _end(blocks, found)
    return tuple(reason if i >= start else each for i, each in enumerate(found))


def _is_one_link(blocks: Sequence[Block]) -> bool:
    """Whether nearly all running text is linked: an `<a>` that is never closed, and no link tells anything."""
    linked = sum(1 for block in blocks if block.link_share >= LEADS_ELSEWHERE and _is_running(block))
    return linked >= FEWEST_LINKED and linked >= LEADS_ELSEWHERE * sum(map(_is_running, blocks))


def _is_listed_proposal(blocks: Sequence[Block], n: int) -> bool:
    """Whether a linked line is a proposal above running text of 政协: those below all of it are other pages."""
    return PROPOSAL.match(blocks[n].text) is not None and any(map(_is_of_proposals, blocks[n + 1 :]))


def _is_of_proposals(block: Block) -> bool:
    return block.link_share < LEADS_ELSEWHERE and _is_running(block) and OURS.search(block.text) is not None


def _is_running(block: Block) -> bool:
    return len(block.text) >= TEASER and SENTENCE_END.search(block.text) is not None


def _end(blocks: Sequence[Block], found: Sequence[str | None]) -> tuple[int, str | None]:
    """From which block on everything is comments or notices, and which; past the last where nothing is."""
    sizes = [len(block.text) if reason is None else 0 for block, reason in zip(blocks, found, strict=True)]
    before = 0
    for i, block in enumerate(blocks):
        if before > sum(sizes[i:]) and (rule := _ending(block.text)):
            return i, rule.reason
        before += sizes[i]
    return len(blocks), None


def _ending(text: str) -> Rule | None:
    ends = (rule for rule in rules() if rule.kind == "end" and len(text) <= LONGEST_TOKENS)
    return next((rule for rule in ends if rule.pattern.fullmatch(text)), None)


@cache
def rules() -> tuple[Rule, ...]:
    """The table, in its order."""
    text = files("crawler.reading").joinpath("furniture.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        Rule(kind=row["kind"], reason=row["reason"], pattern=re.compile(row["pattern"]), because=row["because"])
        for row in rows
    )


def _reason(block: Block) -> str | None:
    text = block.text
    if block.tag == "figcaption":
        return "caption"
    if len(text) > LONGEST:
        return None
    if len(text) <= LONGEST_TOKENS and (reason := _all_tokens(text)):
        return reason
    likely = rules() if _lines().fullmatch(text) else _mentions()
    matched = next((rule.reason for rule in likely if _matches(rule, text)), None)
    return matched or ("teaser" if _is_teaser(block) else None)


def _matches(rule: Rule, text: str) -> bool:
    match rule.kind:
        case "line" | "heading":
            return rule.pattern.fullmatch(text) is not None
        case "mention":
            return rule.pattern.search(text) is not None and not (OURS.search(text) and SENTENCE_END.search(text))
        case _:
            return False


@cache
def _lines() -> re.Pattern[str]:
    """All rules for whole blocks as one: text fits none of them, and is most of what is asked about."""
    return re.compile("|".join(f"(?:{rule.pattern.pattern})" for rule in rules() if rule.kind in ("line", "heading")))


@cache
def _mentions() -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.kind == "mention")


def _all_tokens(text: str) -> str | None:
    """The reason of the first token where the block holds nothing else."""
    if not _tokens().fullmatch(text):
        return None
    return next((rule.reason for rule in rules() if rule.kind == "token" and rule.pattern.search(text)), None)


@cache
def _tokens() -> re.Pattern[str]:
    # Possessive where nothing is gained by trying again: blocks come from anywhere, and must not take minutes.
    either = "|".join(rule.pattern.pattern for rule in rules() if rule.kind == "token")
    return re.compile(rf"{BETWEEN}+(?:(?>{either}){BETWEEN}+)++")


def _is_teaser(block: Block) -> bool:
    if block.link_share < LEADS_ELSEWHERE:
        return False
    return inked(block.text) < TEASER or not SENTENCE_END.search(block.text)
