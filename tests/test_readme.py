"""README.md says what is true."""

from __future__ import annotations

import re

from click.testing import CliRunner

from crawler.cli import COMMANDS, cppcc
from tests.readme import README, filled


def test_the_parts_that_are_made_from_data_are_up_to_date() -> None:
    text = README.read_text("utf-8")
    assert filled(text) == text, "run: python -m tests.readme"


def test_every_command_that_the_readme_names_exists_and_explains_itself_with_an_example() -> None:
    named = set(re.findall(r"cppcc ([a-z]+)", README.read_text("utf-8"))) - {"newspapers"}
    assert named <= set(COMMANDS)
    for name in COMMANDS:
        said = CliRunner().invoke(cppcc, [name, "--help"])
        assert said.exit_code == 0, name
        assert "xample" in said.output or name in ("newspapers", "demo"), name


def test_the_help_names_the_commands_without_an_archive() -> None:
    without = [name for name in COMMANDS if "--archive DIR" not in CliRunner().invoke(cppcc, [name, "--help"]).output]
    said = CliRunner().invoke(cppcc, ["--help"]).output
    assert f"Every command but {' and '.join(without)} takes --archive DIR" in " ".join(said.split())


def test_every_environment_variable_that_the_readme_explains_is_a_setting() -> None:
    from crawler import settings

    for name in re.findall(r"^\| `(CPPCC_[A-Z_]+)`", README.read_text("utf-8"), re.MULTILINE):
        assert hasattr(settings, name)
