"""The printed timers start the crawl that was meant: by `sh`, as cron does it, and as systemd reads a unit."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli.schedule import command
from crawler.schedule import crawl_words, crontab, systemd

CONTACT = "100% an archivist's, a@example.org"
ENVIRONMENT = {"CPPCC_CONTACT": CONTACT, "CPPCC_OPERATOR": "Archive of Yunling", "CPPCC_FREE_MB": "900"}
STUB = '#!/bin/sh\nprintf "%s\\n" "$CPPCC_CONTACT" "$CPPCC_OPERATOR" "$CPPCC_FREE_MB" "$@"\n'


def test_a_crontab_line_crawls_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    program, folder = tmp_path / "a program", tmp_path / "50% $HOME" / "云岭"
    program.write_text(STUB)
    program.chmod(0o755)
    words = crawl_words(str(program), folder, ("changzhi",), (tmp_path / "my own.toml",), all_articles=True)
    line = crontab(words, folder, "21:05", ENVIRONMENT)
    assert line.startswith("5 21 * * * mkdir -p ")
    subprocess.run(("sh", "-c", as_cron(line)), check=True)
    assert (folder / "cron.log").read_text("utf-8").splitlines() == [*ENVIRONMENT.values(), *words[1:]]


def as_cron(line: str) -> str:
    """What cron gives to the shell: up to the first % that has no backslash."""
    said = line.rstrip("\n").split(" ", 5)[5].replace(r"\%", "\0")
    return said.partition("%")[0].replace("\0", "%")


def test_a_unit_quotes_what_systemd_would_take_apart() -> None:
    words = crawl_words("/opt/cppcc", Path('/a "b" 5% $c\\'), (), (Path("/my own.toml"),), all_articles=True)
    unit = systemd(words, Path("/a 5%"), "21:30", {**ENVIRONMENT, "CPPCC_CONTACT": "a@example.org"}).splitlines()
    assert "Description=Crawl CPPCC reports into /a 5%%" in unit
    at = unit.index("Environment=CPPCC_CONTACT=a@example.org")
    assert unit[at + 1 : at + 4] == [
        'Environment="CPPCC_OPERATOR=Archive of Yunling"',
        "Environment=CPPCC_FREE_MB=900",
        r'ExecStart=/opt/cppcc crawl --newspapers "/my own.toml" --all-articles --archive "/a \"b\" 5%% $$c\\"',
    ]


@pytest.mark.parametrize("form", [(), ("--cron",)])
def test_the_command_passes_on_what_is_asked_and_what_is_set(tmp_path: Path, form: tuple[str, ...]) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        '[yunling]\ntitle = "云岭日报"\nplace = "山西/云岭"\n[[yunling.era]]\nplatform = "founder"\n'
        'front = "http://127.0.0.1/html/{day:%Y-%m/%d}/node_1.htm"\nverified = false\n'
    )
    words = (*form, "yunling", "--newspapers", str(file), "--all-articles", "--archive", str(tmp_path / "a"))
    environment = {"CPPCC_CONTACT": "a@example.org", "CPPCC_OPERATOR": "Yunling", "CPPCC_FREE_MB": None}
    done = CliRunner(env=environment).invoke(command, words)
    assert done.exit_code == 0, done.output
    assert f"crawl yunling --newspapers {file} --all-articles --archive {tmp_path / 'a'}" in done.output
    assert "CPPCC_OPERATOR=Yunling" in done.output
    assert "CPPCC_FREE_MB" not in done.output
