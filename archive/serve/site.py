"""The site: a Datasette that reads one archive and has our pages in it."""

from __future__ import annotations

from contextlib import closing
from importlib.resources import files
from pathlib import Path

from datasette.app import Datasette
from datasette.plugins import pm

from archive.serve import plugin
from archive.serve.database import NAME, ReadOnly
from archive.serve.metadata import metadata
from archive.store import Archive

SETTINGS = {
    "sql_time_limit_ms": 5_000,
    "facet_time_limit_ms": 1_000,
    "suggest_facets": False,  # it would try every column of a long table
    "max_returned_rows": 5_000,
    "default_page_size": 50,
    "truncate_cells_html": 300,
    "allow_download": False,  # a file in use, without its write-ahead log, is no copy of it
}


def site(folder: Path) -> Datasette:
    """The site for the archive in a folder; its `app()` is an ASGI application.

    Raises ArchiveError and StoreFailed as `Archive.open` does.
    """
    with closing(Archive.open(folder, create=False, hold=False)) as archive:
        said = metadata(archive.db)
    here = Path(str(files("archive.serve")))
    if not pm.is_registered(plugin):
        pm.register(plugin)
    datasette = Datasette(
        metadata=said,
        settings=SETTINGS,
        template_dir=str(here / "templates"),
        static_mounts=[("archive-static", str(here / "static"))],
    )
    datasette.remove_database("_memory")
    datasette.add_database(ReadOnly(datasette, str(folder / "archive.db")), name=NAME)
    datasette.client.app = datasette.app()  # made before the database was there, without our pages
    return datasette
