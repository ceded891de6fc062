"""The pages in headless Chromium, on a desk and on a phone: what a reader sees, does and prints.

Pictures of every page are left in the test's own folder, to be looked at.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.invented import FILED, paragraph
from tests.serve import press
from tests.serve.chromium import BROWSER, DRIVER, Browser, driver, window
from tests.serve.conftest import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="needs chromium and chromedriver (Debian: chromium-driver)"),
]

FONTS = shutil.which("fc-list")
CHINESE_FONTS = FONTS and subprocess.run([FONTS, ":lang=zh-cn"], capture_output=True, check=False).stdout

PHONE = 360
SECOND, FIRST, HOSTILE = "http://127.0.0.1/2.htm", "http://127.0.0.1/1.htm", "javascript:document.title='taken'"

WIDER = """return [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, .visually-hidden, svg')
  && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
"""Elements that stick out of the window."""

UNNAMED = """
const controls = 'main a, main button, main input:not([type=hidden]), main select, main svg, main summary';
return [...document.querySelectorAll(controls)]
  .filter(e => !e.textContent.trim() && !e.labels?.length && !e.getAttribute('aria-label') && !e.ariaHidden)
  .map(e => e.outerHTML.slice(0, 80))"""
"""Controls and pictures that a screen reader could not name."""

FAINT = """
const channel = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
const light = c => c.slice(0, 3).reduce((sum, v, i) => sum + channel(v) * [.2126, .7152, .0722][i], 0);
const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
  if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
return [...document.querySelectorAll('body *')].filter(e => own(e)
  && !e.closest('svg, title') && e.getClientRects().length && !e.matches('.skip')).filter(e => {
  const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5; }).map(e => e.outerHTML.slice(0, 80))"""
"""Text with less contrast than WCAG 2.2 asks for (1.4.3: 4.5 to 1)."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def started(pictures: Path) -> Iterator[str]:
    with driver(pictures / "driver.log") as address:
        yield address


@pytest.fixture(scope="module")
def desk(started: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with window(started, tmp_path_factory.mktemp("desk"), width=1200) as browser:
        yield browser


@pytest.fixture(scope="module")
def phone(started: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with window(started, tmp_path_factory.mktemp("phone"), width=PHONE, phone=True) as browser:
        yield browser


def addresses(site: Site) -> dict[str, str]:
    """Each kind of page by name."""
    second, first = site.uid(SECOND), site.uid(FIRST)
    paths = {
        "start": "/",
        "coverage": "/coverage?year=2025",
        "reports": "/reports",
        "search": "/search?q=提案",
        "report": f"/report/{second}",
        "hostile": f"/report/{site.uid(HOSTILE)}",
        "paragraph": f"/paragraph/{paragraph(FILED).hash}",
        "compare": f"/compare?a={first}&b={second}",
        "choose": "/compare",
        "figures": "/figures",
        "refused": "/report/0123456789",
    }
    return {name: site.address.rstrip("/") + path for name, path in paths.items()}


def test_every_page_fits_a_desk_and_loads_nothing_from_elsewhere(site: Site, desk: Browser, pictures: Path) -> None:
    for name, address in addresses(site).items():
        desk.open(address)
        desk.picture(pictures / f"{name}-desk.png")
        assert desk.run(WIDER) == [], name
        assert desk.run(UNNAMED) == [], name
        assert desk.run(FAINT) == [], name
        loaded = desk.run("return performance.getEntriesByType('resource').map(e => e.name)")
        assert all(one.startswith(site.address) for one in loaded), loaded
        complaints = [line for line in desk.complaints() if "status of 404" not in line]
        assert complaints == [], name


def test_every_page_fits_a_phone(site: Site, phone: Browser, pictures: Path) -> None:
    for name, address in addresses(site).items():
        phone.open(address)
        phone.picture(pictures / f"{name}-phone.png")
        assert phone.run("return document.documentElement.scrollWidth") == PHONE, name
        assert phone.run(WIDER) == [], name


def test_text_from_the_web_runs_nothing(site: Site, desk: Browser) -> None:
    for path in ("/reports", f"/report/{site.uid(HOSTILE)}", "/search?q=正文中的标记", "/figures", "/archive/articles"):
        desk.open(site.address.rstrip("/") + path)
        assert desk.title != "taken", path
        assert desk.complaints() == (), path
    desk.open(addresses(site)["hostile"])
    assert press.HOSTILE in desk.text


def test_a_reader_searches_opens_a_report_and_sees_the_sources_of_a_paragraph(site: Site, phone: Browser) -> None:
    phone.open(site.address)
    phone.type("#q", "委员远程协商")
    phone.click("form.search button")
    phone.click("ol.hits .facts a")
    phone.wait(".report")
    assert "政协清川市委员会2024年提案工作报告" in phone.text
    assert "WARC" not in phone.run("return document.querySelector('.report').innerText")
    phone.click(".p.new summary")
    opened = phone.run("return document.querySelector('.p.new details[open]').innerText")
    assert "清川日报" in opened
    assert "洛坪晚报" in opened
    assert "one.warc.gz" in opened


def test_a_reader_compares_two_reports_with_the_forms_alone(site: Site, desk: Browser) -> None:
    desk.open(site.address + "compare")
    desk.run("document.querySelector('select[name=place_b]').value = '清川市'")
    desk.run("document.querySelector('select[name=place_a]').value = '清川市'")
    desk.click("form.choose button")
    desk.wait("option[selected]")
    desk.click("form.choose:last-of-type button")
    desk.wait(".facing")
    assert desk.run("return document.querySelectorAll('.facing .sides').length") > 3


@pytest.mark.skipif(not CHINESE_FONTS, reason="needs a Chinese font that fc-list knows (Debian: fonts-noto-cjk)")
def test_chinese_is_drawn_with_a_font_that_has_it(site: Site, desk: Browser) -> None:
    """Two hanzi look different, and not like the box of a missing character (U+10FFFF is none)."""
    desk.open(addresses(site)["report"])
    drawn = desk.run(
        """return ['政', '协', '镕', '\\u{10FFFF}'].map(c => { const k = document.createElement('canvas');
        k.width = k.height = 40; const x = k.getContext('2d');
        x.font = '32px ' + getComputedStyle(document.querySelector('.report p')).fontFamily;
        x.fillText(c, 2, 34); return k.toDataURL(); })"""
    )
    assert len(set(drawn)) == 4


def test_a_printed_report_has_its_text_and_no_menu(site: Site, desk: Browser) -> None:
    desk.open(addresses(site)["report"])
    assert desk.printed().startswith(b"%PDF-")
    desk.media("print")
    try:
        shown = desk.run("return getComputedStyle(document.querySelector('header.site')).display")
    finally:
        desk.media("")
    assert shown == "none"


def test_a_keyboard_reaches_the_content_first(site: Site, desk: Browser) -> None:
    desk.open(site.address)
    desk.press("\ue004")  # Tab
    assert desk.run("return document.activeElement.className") == "skip"
