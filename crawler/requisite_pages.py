"""Looks through one kept page for its requisites, and tells which addresses are on its newspaper's own site."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

from archive import warc
from crawler.newspaper import Newspaper
from crawler.platform import platform
from crawler.reading import charset, html
from crawler.requisite_links import Need, article_needs, page_needs, style_needs
from crawler.requisite_rows import KeptPage
from crawler.servers import DEFAULT_PORTS, server_of


def needs_of(archive: Path, newspaper: Newspaper, page: KeptPage) -> tuple[Need, ...]:
    """What a kept page or a style needs, read from its capture. Raises as `warc.read` does."""
    stored = warc.read(archive / "warc", *page.place)
    decoded = charset.decode(stored.body, stored.charset)
    if page.kind == "style":
        return style_needs(decoded.text, page.url)
    tree, site = html.parse(decoded.text), platform(newspaper.era_of(page.day).platform)
    if page.kind == "article":
        return article_needs(tree, page.url, site.article(tree, page.url).container, decoded.charset)
    return page_needs(tree, page.url, site.page(tree, page.url), decoded.charset)


def on_its_site(url: str, newspaper: Newspaper) -> bool:
    """Whether an address stands on a declared server of the newspaper, or on a sub-host of one.

    `www.` is no name of its own: images of www.paper.example stand on img.paper.example. A sub-host is asked on the
    declared port or on those of http and https; an IP address has no sub-hosts.
    """
    asked = server_of(url)
    if asked in newspaper.servers:
        return True
    host, _, port = asked.rpartition(":")
    return any(_is_sub_host(host, port, *server.rsplit(":", 1)) for server in newspaper.servers)


def _is_sub_host(host: str, port: str, declared: str, declared_port: str) -> bool:
    if _is_ip(declared) or port not in {declared_port, *map(str, DEFAULT_PORTS.values())}:
        return False
    site = declared.removeprefix("www.")
    return host in (declared, site) or host.endswith(f".{site}")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
