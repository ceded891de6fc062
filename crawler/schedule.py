"""A timer for a crawl: a systemd timer and service, or a crontab line. Printed, never installed behind one's back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from shlex import quote

NAME = "cppcc-archive"

SERVICE = """\
# ~/.config/systemd/user/{name}.service
[Unit]
Description=Crawl CPPCC reports into {archive}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
Environment=CPPCC_CONTACT={contact}
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


def command_line(program: str, archive: Path, ids: tuple[str, ...]) -> str:
    """The crawl that the timer starts."""
    words = (program, "crawl", *ids, "--archive", str(archive.absolute()))
    return " ".join(map(quote, words))


def systemd(program: str, archive: Path, ids: tuple[str, ...], at: str, contact: str) -> str:
    """A service and a timer for one user."""
    command = command_line(program, archive, ids)
    values = {"name": NAME, "archive": archive.absolute(), "command": command, "at": at, "contact": contact}
    return "\n".join(part.format(**values) for part in (SERVICE, TIMER, AFTER))


def crontab(program: str, archive: Path, ids: tuple[str, ...], at: str, contact: str) -> str:
    """A line for `crontab -e`."""
    hour, minute = at.split(":")
    return (
        f"{int(minute)} {int(hour)} * * * CPPCC_CONTACT={quote(contact)} {command_line(program, archive, ids)}"
        f" >> {quote(str(archive.absolute() / 'cron.log'))} 2>&1\n"
    )


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
