"""Headless Chromium by the WebDriver protocol (W3C, https://www.w3.org/TR/webdriver2/): only what these tests ask."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
"""By the last one the browser reaches no other host: what a page wants from elsewhere fails, and is seen."""

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the protocol names an element."""

READY = re.compile(r"started successfully on port (\d+)")
"""ChromeDriver was started successfully on port 41235."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One window."""

    session: str

    def open(self, address: str) -> None:
        """Loads a page and waits for it."""
        _ask("POST", f"{self.session}/url", {"url": address})

    def run(self, script: str, *values: Any) -> Any:
        """What a script returns; `arguments` holds the values."""
        return _ask("POST", f"{self.session}/execute/sync", {"script": script, "args": list(values)})

    def click(self, selector: str) -> None:
        """Clicks the first element of a CSS selector, as a person does: it must be visible and not covered."""
        _ask("POST", f"{self.session}/element/{self._element(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        """Types into an element."""
        _ask("POST", f"{self.session}/element/{self._element(selector)}/value", {"text": text})

    @property
    def title(self) -> str:
        """The page's title."""
        return str(_ask("GET", f"{self.session}/title"))

    @property
    def text(self) -> str:
        """What a reader sees of the page."""
        return str(self.run("return document.body.innerText"))

    def complaints(self) -> tuple[str, ...]:
        """What the console was told since the last question: errors, refused loads, violations of the policy."""
        found = _ask("POST", f"{self.session}/se/log", {"type": "browser"})
        return tuple(entry["message"] for entry in found)

    def picture(self, path: Path) -> None:
        """Saves the whole page as PNG."""
        shot = self._devtools("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))

    def printed(self) -> bytes:
        """The page as PDF, as it would be printed."""
        return base64.b64decode(_ask("POST", f"{self.session}/print", {}))

    def wait(self, selector: str) -> None:
        """Waits until there is such an element."""
        self._element(selector)

    def press(self, key: str) -> None:
        """Presses a key; those without a character stand in the protocol's own range, \ue004 is Tab."""
        strokes = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        _ask("POST", f"{self.session}/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def media(self, kind: str) -> None:
        """Shows the page as on a medium, such as print; "" as on the screen again."""
        self._devtools("Emulation.setEmulatedMedia", {"media": kind})

    def _devtools(self, command: str, values: dict[str, Any]) -> Any:
        return _ask("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": values})

    def _element(self, selector: str) -> str:
        found = _ask("POST", f"{self.session}/element", {"using": "css selector", "value": selector})
        return str(found[ELEMENT])


@contextmanager
def driver(log: Path) -> Iterator[str]:
    """Runs chromedriver on a free port of loopback and gives its address.

    It looks for the port itself and may lose it again; where it ends instead of starting (seen once in CI), it is
    started up to three times. What it complains of stands in `log`.

    Raises:
        RuntimeError: It ended each time; with its own words.
    """
    assert DRIVER is not None
    for _ in range(3):
        with log.open("ab") as errors:
            started = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=errors, text=True)
        with started:
            try:
                assert started.stdout is not None
                said = []
                for line in started.stdout:
                    said.append(line)
                    if found := READY.search(line):
                        yield f"http://127.0.0.1:{found[1]}"
                        return
            finally:
                started.terminate()
                started.wait(20)
    raise RuntimeError("chromedriver did not start:\n" + "".join(said) + log.read_text(errors="replace"))


@contextmanager
def window(driver: str, profile: Path, *, width: int, height: int = 800, phone: bool = False) -> Iterator[Browser]:
    """A window of a browser of its own, with an empty profile; as a phone with touch where `phone`."""
    chrome: dict[str, Any] = {
        "binary": BROWSER,
        "args": [*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"],
    }
    if phone:
        chrome["mobileEmulation"] = {
            "deviceMetrics": {"width": width, "height": height, "pixelRatio": 2, "touch": True, "mobile": True}
        }
    # A click that submits a form may return before the next page is there: look for elements for a while.
    wanted = {
        "browserName": "chrome",
        "timeouts": {"implicit": 10_000},
        "goog:chromeOptions": chrome,
        "goog:loggingPrefs": {"browser": "ALL"},
    }
    opened = _ask("POST", f"{driver}/session", {"capabilities": {"alwaysMatch": wanted}})
    session = f"{driver}/session/{opened['sessionId']}"
    try:
        yield Browser(session=session)
    finally:
        _ask("DELETE", session)


def _ask(method: str, address: str, values: dict[str, Any] | None = None) -> Any:
    data = None if values is None else json.dumps(values).encode()
    request = Request(address, data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=60) as got:
            return json.load(got)["value"]
    except HTTPError as error:
        with error:
            raise RuntimeError(json.load(error)["value"]["message"].partition("\n")[0]) from None
