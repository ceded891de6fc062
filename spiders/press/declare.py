"""Declares the newspapers of the press as `cppcc --newspapers FILE` takes them."""

from __future__ import annotations

from collections.abc import Sequence

from spiders.press.model import Era, Newspaper
from spiders.press.portal import list_path


def declaration(newspaper: Newspaper, base_url: str, delay: float) -> str:
    """The newspaper's TOML table; `base_url` is its server's, without a closing slash."""
    head = [
        f"[{newspaper.id}]",
        f'title = "{newspaper.title}"',
        f'place = "{newspaper.declared_place}"',
        f"delay = {delay:g}",
    ]
    eras = newspaper.eras or (Era(platform=newspaper.platform, front=list_path(newspaper, 0, 1)),)
    return "\n".join(head) + "\n\n" + "\n".join(_era(newspaper, era, base_url) for era in eras)


def declarations(newspapers: Sequence[Newspaper], base_urls: Sequence[str], delay: float) -> str:
    """The whole file."""
    return "\n".join(declaration(n, base_urls[n.server].rstrip("/"), delay) for n in newspapers)


def _era(newspaper: Newspaper, era: Era, base_url: str) -> str:
    lines = [f"[[{newspaper.id}.era]]", f'platform = "{era.platform}"', f'front = "{base_url}{era.front}"']
    lines += [f"since = {era.since}"] if era.since else []
    lines += [f"until = {era.until}"] if era.until else []
    return "\n".join([*lines, "verified = true", ""])
