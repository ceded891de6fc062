"""Reading: bytes of a page, a flat text or a PDF into articles. Pure: equal bytes and hints give equal readings."""

from __future__ import annotations

from crawler.reading.as_json import to_json
from crawler.reading.page import read_file, read_html, read_pdf, read_text

__all__ = ["read_file", "read_html", "read_pdf", "read_text", "to_json"]
