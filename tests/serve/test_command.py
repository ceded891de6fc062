"""`cppcc serve` as a person meets it: where it listens, what it refuses, how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crawler.cli import main
from tests.serve import press


def refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *options: str | Path) -> str:
    """What the command says on stderr, with exit code 1 and nothing on stdout."""
    monkeypatch.setattr(sys, "argv", ["cppcc", "serve", "--archive", *map(str, options)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    return said.err


def test_a_folder_without_an_archive_is_one_line_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refused(capsys, monkeypatch, tmp_path / "none")
    assert "there is no archive here" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_an_address_that_cannot_be_listened_on_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = press.make(tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        said = refused(capsys, monkeypatch, folder, "--port", port)
    assert said.startswith(f"cppcc: 127.0.0.1 port {port}: ")
    assert said.count("\n") == 1
    assert refused(capsys, monkeypatch, folder, "--host", "192.0.2.1").count("\n") == 1


def test_it_says_where_it_listens_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    line = [sys.executable, "-c", "from crawler.cli import main; main()", "serve", "--port", "0", "--archive"]
    with subprocess.Popen(
        [*line, str(press.make(tmp_path))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        assert server.stdout.readline().startswith("http://127.0.0.1:")
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert server.stderr.read() == ""
