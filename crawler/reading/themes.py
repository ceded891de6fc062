"""What a theme of proposals is called: the report's own word, and one name for the five usual ones."""

from __future__ import annotations

import re

# 经济建设, 生态文明建设, 社会事业, 经济发展: the usual five with what is written after them
_USUAL_FORM = re.compile(
    "^(经济|政治|文化|社会|生态)(?:文明)?(?:建设|发展|事业|领域|方面|环境|保护|环保|治理|文明|和法治)*$"
)
_LEAD = re.compile("(?:紧扣|围绕|聚焦|着眼|关注|立足|致力于?)(?P<theme>[^,。;:]{2,40})")
# 围绕产业转型升级……出谋划策: the closing idiom is none of the theme
_IDIOM = re.compile(
    "(?:出谋划策|集思广益|献计出力|议政建言|广谏良言|建言献策|献计献策|建真言|聚共识|集智慧|出实招|献良策|协商建言|积极建言|资政建言|凝智聚力|"
    "履职尽责|谋良策|建诤言|献实策|建言|发声|等?方面|等)+$"
)
_BEFORE_A_THEME = re.compile(
    "^(?:其中|[占居排]第.位的是|一是|二是|三是|四是|五是|六是|属于?|涉及|关于|有关|反映|在|的|有)+"
)


# 共收到各类, 提案: words around a number that name no theme
_NO_THEME = re.compile("提案|收到|提交|征集|立案|(?<!公)共(?!享|建|治)|各$|同$|件$|承办|办理|重点|委员|优秀|围绕|提出")


def named(printed: str) -> str | None:
    """The name of a theme as printed before its figure: 经济建设 → 经济, 城乡建设 stays."""
    theme = _IDIOM.sub("", _BEFORE_A_THEME.sub("", printed.strip("、“”").removesuffix("的")))
    usual = _USUAL_FORM.match(theme)
    if usual:
        return usual[1]
    return theme if 2 <= len(theme) <= 24 and not _NO_THEME.search(theme) else None


def led(paragraph: str) -> str | None:
    """The theme that a paragraph opens with: (一)紧扣经济建设,为… → 经济; None where it opens with none."""
    lead = _LEAD.search(paragraph[:60])
    return named(lead["theme"]) if lead else None
