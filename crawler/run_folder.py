"""DIR/runs/<run>/: the log as JSON lines, the summary as JSON, and both as a page that a person can read."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from archive.errors import StoreFailed
from crawler.figures_of_run import Figures

PAGE = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>Run {run}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}}
table{{border-collapse:collapse}}td,th{{border-bottom:1px solid #ccc;padding:.2em .8em;text-align:left}}</style>
<h1>Run {run}: {outcome}</h1>
{tables}
</html>
"""


TABLES = {
    "newspapers": "Newspapers",
    "accounts": "Account",
    "files": "Files",
    "differences": "Differences",
    "problems": "Problems",
}
"""What a summary may list, in the order of the page."""


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class LogFile(logging.FileHandler):
    """The log's file. That it cannot be written is told once, by the store, and not by every line of the log."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Passes over a line that found no room."""

    def close(self) -> None:
        with suppress(OSError):
            super().close()


class RunFolder:
    """The folder of one run. Raises StoreFailed where it cannot be written."""

    def __init__(self, archive: Path, run_id: str) -> None:
        self.path = archive / "runs" / run_id
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._handler = LogFile(self.path / "log.jsonl", encoding="utf-8")
        except OSError as wrong:
            raise StoreFailed(f"{self.path}: cannot be written: {wrong.strerror or wrong}") from wrong
        self._handler.setFormatter(JsonLines())
        self._handler.setLevel(logging.INFO)
        logging.getLogger().addHandler(self._handler)

    def close(self, figures: Figures | None, entered: Figures | None = None) -> None:
        """Ends the log, and writes the summary where the run came to one; `entered`: its row in `runs`."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        if figures is None:
            return
        try:
            told = json.dumps({**(entered or {}), **figures}, ensure_ascii=False, indent=1)
            (self.path / "summary.json").write_text(told, "utf-8")
            (self.path / "report.html").write_text(_page(figures), "utf-8")
        except OSError as wrong:
            raise StoreFailed(f"{self.path}: cannot be written: {wrong.strerror or wrong}") from wrong


def entered(db: sqlite3.Connection, run_id: str) -> Figures:
    """A run's row as it is told in its summary, so that a rebuild can enter it again."""
    names = ("command", "arguments", "started_at", "finished_at", "software")
    row = db.execute(f"SELECT {', '.join(names)} FROM runs WHERE id = ?", (run_id,)).fetchone()
    said = dict(zip(names, row, strict=True))
    return {**said, "arguments": json.loads(said["arguments"])}


def _page(figures: Figures) -> str:
    tables = "\n".join(f"<h2>{title}</h2>{_table(figures[name])}" for name, title in TABLES.items() if name in figures)
    return PAGE.format(run=escape(str(figures["run"])), outcome=escape(str(figures["outcome"])), tables=tables)


def _table(rows: list[Figures]) -> str:
    if not rows:
        return "<p>none</p>"
    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row.values()) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"
