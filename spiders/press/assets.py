"""What a site has beside its pages: robots.txt, pictures, PDFs, styles, and the advertising that an ad links to."""

from __future__ import annotations

from base64 import b64decode

from spiders.press.model import Newspaper
from spiders.press.site import Answer

PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A GIF of one pixel."""
STYLE = b"""@import "print.css" print;
html body{background:#dfe8d2}
.kicker,.intro{background:url(../images/line.gif) repeat-x}
"""
PRINT = b"/* nothing but the text */\n.share,.ad01{display:none}\n"
"""What the style sheets import; a replayed page shows that it has its style by the colour around it."""
CRAWL_DELAY = "0.05"

ROBOTS = {
    "open": "User-agent: *\nAllow: /\n",
    "delay": f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n",
    "advert": "User-agent: *\nDisallow: /gg/\n",
}


def robots(newspaper: Newspaper) -> Answer:
    """The server's robots.txt; one server has none."""
    text = ROBOTS.get(newspaper.robots)
    if text is None:
        return Answer(status=404, body=b"", content_type="text/html")
    return Answer(status=200, body=text.encode(), content_type="text/plain")


def asset(path: str) -> Answer | None:
    """A picture, a PDF, a style or script, the advertising page; None for anything else."""
    match path.rpartition(".")[2].lower():
        case "gif" | "jpg" | "png":
            return Answer(status=200, body=PIXEL, content_type="image/gif")
        case "pdf":
            return Answer(status=200, body=pdf(), content_type="application/pdf")
        case "css":
            return Answer(status=200, body=PRINT if path.endswith("/print.css") else STYLE, content_type="text/css")
        case "js":
            return Answer(status=200, body=b"/* */", content_type="text/javascript")
        case _ if path.startswith("/gg/"):
            return Answer(status=200, body="<html><body>新春大促</body></html>".encode(), content_type="text/html")
        case _:
            return None


def pdf() -> bytes:
    """A whole PDF of one empty page, with a right cross-reference table (ISO 32000-1, 7.5)."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + end
