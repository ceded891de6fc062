"""The lock files are installed as they stand, with no resolving and no address: so each must be whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
VENVS = {
    "requirements.lock": ".venv",
    "requirements-bench.lock": ".venv-bench",
    "requirements-replay.lock": ".venv-replay",
    "requirements-training.lock": ".venv-training",
}
_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)", re.MULTILINE)


@pytest.mark.parametrize("lock", VENVS)
def test_a_lock_names_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert text.count("--hash=sha256:") >= len(_PIN.findall(text)) > 0


@pytest.mark.parametrize(("lock", "venv"), VENVS.items())
def test_a_lock_holds_whatever_its_packages_ask_for(lock: str, venv: str) -> None:
    if not (ROOT / venv / "ready").exists():
        pytest.skip(f"{venv} is not set up, or not to the end")
    folders = [str(path) for path in (ROOT / venv).glob("lib/*/site-packages")]
    pins = {canonicalize_name(name): version for name, version in _PIN.findall((ROOT / lock).read_text("utf-8"))}
    installed = {canonicalize_name(each.name): each for each in distributions(path=folders)}
    wanted = {str(asked) for each in installed.values() for asked in _asked(each, installed)}
    assert len(wanted) > len(pins) / 2
    assert not {line for line in wanted if not _met(Requirement(line), pins)}


def _asked(package: Distribution, installed: dict[str, Distribution], extra: str = "") -> Iterator[Requirement]:
    """What a package asks for here, with what the extras that it names ask for in their turn."""
    for asked in map(Requirement, package.requires or ()):
        if asked.marker is not None and not asked.marker.evaluate({"extra": extra}):
            continue
        yield asked
        for further in asked.extras:
            yield from _asked(installed[canonicalize_name(asked.name)], installed, further)


def _met(asked: Requirement, pins: dict[str, str]) -> bool:
    version = pins.get(canonicalize_name(asked.name))
    return version is not None and asked.specifier.contains(version, prereleases=True)
