"""What a release says of itself: README, data dictionary, citation and checksums, all made from the archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from archive.export.provenance import Provenance
from archive.export.resources import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a person calls the release, and who answers for it."""

    title: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a release; `rows` is None for a file that is not data."""

    path: str
    bytes: int
    sha256: str
    rows: int | None = None


README = """\
# {title}

Reports of the CPPCC (政协) and news about them, as printed by Chinese local newspapers: {articles} articles,
{paragraphs} unique paragraphs, {reports} reports. {state}

## Files

| file | rows | what |
|---|---|---|
{files}

Columns, their types and meanings: `DICTIONARY.md`{descriptor}.
Where everything comes from (runs, software, WARC files with their SHA-256): `provenance.json`.
Bytes can be checked with `sha256sum -c SHA256SUMS`.

## Reading them

{reading}

`articles.uid` and `paragraphs.hash` are the same in every release and on every machine: cite these. The numbers in `id`
columns tie the files of this release together and may be others in the next one.

## Rights

The texts belong to those who wrote and printed them. This release adds no licence to them; quoting and text mining are
subject to the law of the reader's country. Cite the newspaper, day and page, and the release as in `CITATION.cff`.
"""

READING = {
    "csv": """\
    pandas.read_csv("data/reports.csv")
    duckdb.sql("SELECT * FROM 'data/reports.csv'")
    sqlite-utils insert release.db reports data/reports.csv --csv""",
    "jsonl": """\
    pandas.read_json("data/reports.jsonl", lines=True)
    duckdb.sql("SELECT * FROM read_json('data/reports.jsonl')")
    sqlite-utils insert release.db reports data/reports.jsonl --nl""",
    "parquet": """\
    pandas.read_parquet("data/reports.parquet")
    duckdb.sql("SELECT * FROM 'data/reports.parquet'")""",
}


def readme(named: Named, found: Provenance, files: Sequence[tuple[Resource, File]], data: str, descriptor: str) -> str:
    """README.md. `data` is the format of the files, `descriptor` names datapackage.json where there is one."""
    rows = {resource.name: file.rows for resource, file in files}
    return README.format(
        title=named.title,
        articles=rows["articles"],
        paragraphs=rows["paragraphs"],
        reports=rows["reports"],
        state=f"State of {found.changed_at}." if found.changed_at else "The archive is empty.",
        files="\n".join(f"| `{file.path}` | {file.rows} | {resource.description} |" for resource, file in files),
        descriptor=f", and `{descriptor}` for programs" if descriptor else "",
        reading=READING[data],
    )


def data_dictionary(found: Sequence[Resource]) -> str:
    """DICTIONARY.md: every column of every file."""
    return "# Data dictionary\n\nDays are ISO dates, instants ISO 8601 in UTC.\n" + "".join(map(_section, found))


def _section(resource: Resource) -> str:
    rows = [
        f"| `{field.name}` | {field.type}{' (JSON)' if field.json else ''} | {field.description or ''}"
        f"{f' (→ `{field.references}`)' if field.references else ''} |"
        for field in resource.fields
    ]
    key = ", ".join(f"`{name}`" for name in resource.key)
    told = f"{resource.description}.{f' Key: {key}.' if key else ''}"
    return "\n".join(
        ("", f"## {resource.name}", "", told, "", "| column | type | meaning |", "|---|---|---|", *rows, "")
    )


def version(found: Provenance, files: Sequence[File]) -> str:
    """The day of the archive's last change and a hash of all data: two releases of one version are one content."""
    return f"{found.day or 'empty'}-{sha256(checksums(files).encode()).hexdigest()[:12]}"


def citation(named: Named, found: Provenance, release: str) -> str:
    """CITATION.cff, Citation File Format 1.2.0. JSON is YAML, so its strings need no rules of their own."""
    lines = [
        "cff-version: 1.2.0",
        'message: "Cite this release, and with each text the newspaper, day and page that printed it."',
        "type: dataset",
        f"title: {_quoted(named.title)}",
        f"version: {_quoted(release)}",
        *([f'date-released: "{found.day}"'] if found.day else []),
        "authors:",
        *(f"  - name: {_quoted(author)}" for author in named.authors),
    ]
    return "\n".join(lines) + "\n"


def checksums(files: Sequence[File]) -> str:
    """SHA256SUMS, as sha256sum reads it."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in files)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
