"""A timer for a crawl: a systemd timer and service, or a crontab line. Printed, never installed behind one's back."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shlex import join, quote

NAME = "cppcc-archive"
CARRIED = ("CPPCC_CONTACT", "CPPCC_OPERATOR", "CPPCC_FREE_MB")
"""Of the environment, what the scheduled crawl gets too where it is set."""

SERVICE = """\
# ~/.config/systemd/user/{name}.service
[Unit]
Description=Crawl CPPCC reports into {archive}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{environment}
ExecStart={command}
# 3: done, but some pages failed; 5: a site refused. Both are in `cppcc status` and are asked for again.
SuccessExitStatus=3 5
"""

TIMER = """\
# ~/.config/systemd/user/{name}.timer
[Unit]
Description=Daily crawl of CPPCC reports

[Timer]
OnCalendar=*-*-* {at}:00
RandomizedDelaySec=20min
Persistent=true

[Install]
WantedBy=timers.target
"""

AFTER = """\
# then: systemctl --user daemon-reload && systemctl --user enable --now {name}.timer
"""


# what systemd reads as one word without quotes
_PLAIN = re.compile(r"[\w@+=:,./-]+")


def crawl_words(
    program: str, archive: Path, ids: tuple[str, ...], files: tuple[Path, ...], *, all_articles: bool
) -> tuple[str, ...]:
    """The crawl that the timer starts, which knows no working folder: program and arguments."""
    declarations = (word for file in files for word in ("--newspapers", str(file.absolute())))
    every = ("--all-articles",) if all_articles else ()
    return (program, "crawl", *ids, *declarations, *every, "--archive", str(archive.absolute()))


def systemd(words: tuple[str, ...], archive: Path, at: str, environment: Mapping[str, str]) -> str:
    """A service and a timer for one user."""
    values = {
        "name": NAME,
        "archive": str(archive.absolute()).replace("%", "%%"),
        "environment": "\n".join(f"Environment={_unit_word(f'{name}={said}')}" for name, said in environment.items()),
        "command": " ".join(_unit_word(word).replace("$", "$$") for word in words),
        "at": at,
    }
    return "\n".join(part.format(**values) for part in (SERVICE, TIMER, AFTER))


def crontab(words: tuple[str, ...], archive: Path, at: str, environment: Mapping[str, str]) -> str:
    """A line for `crontab -e`. It makes the archive's folder, where the log is written before the crawl begins."""
    hour, minute = at.split(":")
    folder = archive.absolute()
    settings = " ".join(f"{name}={quote(said)}" for name, said in environment.items())
    line = f"mkdir -p {quote(str(folder))} && {settings} {join(words)} >> {quote(str(folder / 'cron.log'))} 2>&1"
    escaped = line.replace("%", "\\%")  # a bare % ends the command
    return f"{int(minute)} {int(hour)} * * * {escaped}\n"


def _unit_word(text: str) -> str:
    """A word of a systemd unit: quoted where it must be, % not a specifier."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def next_run(archive: Path) -> str | None:
    """When systemd runs our timer next, None where there is no such timer; `archive` must be the one it names."""
    if shutil.which("systemctl") is None:
        return None
    asked = ("systemctl", "--user", "show", f"{NAME}.timer", "--property=NextElapseUSecRealtime", "--value")
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)
        service = subprocess.run(
            ("systemctl", "--user", "show", f"{NAME}.service", "--property=ExecStart", "--value"),
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None if str(archive.absolute()) in service.stdout else None
