"""datapackage.json: the release described for programs (Frictionless Data Package, https://specs.frictionlessdata.io)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.export.about import File, Named
from archive.export.provenance import Provenance
from archive.export.resources import Field, Resource

PROFILE = "tabular-data-package"
NAME = "datapackage.json"


def descriptor(named: Named, found: Provenance, release: str, files: Sequence[tuple[Resource, File]]) -> dict[str, Any]:
    """The descriptor of a release whose data are CSV."""
    return {
        "profile": PROFILE,
        "name": "cppcc-archive",
        "title": named.title,
        "description": "Reports of the CPPCC (政协) and news about them, as printed by Chinese local newspapers.",
        "version": release,
        **({"created": found.changed_at} if found.changed_at else {}),
        "keywords": ["政协", "CPPCC", "提案", "newspapers", "China"],
        "contributors": [{"title": author, "role": "publisher"} for author in named.authors],
        "software": found.software,
        "provenance": "provenance.json",
        "resources": [_resource(resource, file) for resource, file in files],
    }


def _resource(resource: Resource, file: File) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": file.path,
        "description": resource.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "schema": {
            "fields": [_field(field) for field in resource.fields],
            "missingValues": [""],
            **({"primaryKey": list(resource.key)} if resource.key else {}),
            **_foreign_keys(resource),
        },
    }


def _field(field: Field) -> dict[str, Any]:
    return {"name": field.name, "type": field.type, "description": field.description or ""}


def _foreign_keys(resource: Resource) -> dict[str, Any]:
    keys = [
        {"fields": [field.name], "reference": {"resource": _to(resource, table), "fields": [column]}}
        for field in resource.fields
        if field.references
        for table, column in (field.references.split("."),)
    ]
    return {"foreignKeys": keys} if keys else {}


def _to(resource: Resource, table: str) -> str:
    # The standard names a reference to the same file by an empty string.
    return "" if table == resource.name else table
