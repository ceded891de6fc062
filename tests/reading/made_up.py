"""An invented report and foreign articles, as flat text, for tests that tear them by hand."""

from __future__ import annotations

from crawler.reading import arrange
from crawler.reading.flat import blocks
from crawler.reading.model import Hints

TITLE = "政协云岭市第九届委员会常务委员会关于九届二次会议以来提案工作情况的报告(摘要)"
OPENING = ("——2024年1月18日在政协云岭市第九届委员会第三次会议上", "穆青云")
REPORT = (
    "一、提案工作情况",
    "九届二次会议以来,政协委员和各参加单位围绕全市中心工作提交提案312件,经审查立案276件,交由48个单位办理,全部按期办复。",
    "(一)助力产业发展。委员们就山地茶叶、竹木加工、康养旅游提出提案96件,推动市政府出台茶产业扶持办法,新建标准茶园三千亩。",
    "(二)助力民生改善。围绕老旧小区加装电梯、乡村医生待遇提出提案88件,承办单位逐件走访委员,一批急难愁盼的事情得到解决。",
    "二、主要做法",
    "(一)严把质量关口。坚持提案不在多而在精,审查委员会逐件初审、合议、复核,退回修改的提案21件,并案处理的提案15件。",
    "(二)做实办理协商。市政协主席会议成员领衔督办重点提案12件,组织委员与承办单位面对面协商36次,协商成果写进年度计划。",
    "三、下一步安排",
    "新的一年,市政协将继续把提案工作放在履职的突出位置,完善提案线索征集和办理反馈机制,让每一件提案都有回音。",
)
NEWS_TITLE = "山村来了流动书车"
NEWS = (
    "本报讯(记者 章柳)近日,一辆绿色的流动书车开进了石桥镇的操场,孩子们排着队挑选喜欢的图画书和科学绘本。",
    "书车由市图书馆改装,车上有两千册图书,还有投影机和小桌椅。司机老吴说,山路弯多,他每次都把车开得很慢。",
    "市图书馆馆长介绍,书车每月走完十二个乡镇,借出的图书已有一万多册,归还时几乎没有破损。",
)


def flat(*lines: str) -> str:
    """Lines with empty ones between them."""
    return "\n\n".join(lines)


def drafts(*lines: str) -> arrange.Arranged:
    """These lines, read as a flat text."""
    return arrange.drafts(blocks(flat(*lines)), Hints())


def numbers(arranged: arrange.Arranged, index: int) -> list[int]:
    """The places (from 0) of the lines of an article, in its order."""
    return [(n - 1) // 2 for p in arranged.drafts[index].paragraphs for n in p.lines]


def torn(text: str, at: str) -> tuple[str, str]:
    """The text torn behind the first `at`."""
    cut = text.index(at) + len(at)
    return text[:cut], text[cut:]
