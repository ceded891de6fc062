"""Runs a peer reader over pages, in the environment of the peers: reads pages as JSON lines, writes its figures.

Stands alone: it is run by another Python than ours, and imports nothing of the project.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from collections.abc import Callable

Reader = Callable[[str, str], str]


def newspaper4k() -> Reader:
    newspaper = importlib.import_module("newspaper")

    def read(markup: str, url: str) -> str:
        article = newspaper.article(url, language="zh", input_html=markup)
        return str(article.text)

    return read


def readability() -> Reader:
    document, lxml_html = importlib.import_module("readability").Document, importlib.import_module("lxml.html")
    return lambda markup, url: str(lxml_html.fromstring(document(markup).summary()).text_content())


def goose3() -> Reader:
    stop_words = importlib.import_module("goose3.text").StopWordsChinese
    goose = importlib.import_module("goose3").Goose({"stopwords_class": stop_words})
    return lambda markup, url: str(goose.extract(raw_html=markup).cleaned_text)


PEERS = {"newspaper4k": newspaper4k, "readability-lxml": readability, "goose3": goose3}


def main() -> None:
    warnings.simplefilter("ignore")
    pages = [json.loads(line) for line in sys.stdin]
    reader = PEERS[sys.argv[1]]()
    texts, failed = [], 0
    reader(pages[0]["markup"], pages[0]["url"])  # loading of stop words and tables is not the page's cost
    start = time.process_time()
    for page in pages:
        try:
            texts.append(reader(page["markup"], page["url"]))
        except Exception as error:  # noqa: BLE001 - a peer's failure is a figure here, whatever it raises
            texts.append("")
            failed += 1
            print(f"{sys.argv[1]}: {type(error).__name__}: {error}"[:160], file=sys.stderr)
    milliseconds = 1000 * (time.process_time() - start) / len(pages)
    json.dump({"ms": milliseconds, "failed": failed, "texts": texts}, sys.stdout)


if __name__ == "__main__":
    main()
