"""`python -m spiders.press serve`: all servers in one process, until SIGTERM or, where stdin is a pipe, its end."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import stat
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

from spiders.press.house import House
from spiders.press.press import Press, build
from spiders.press.server import listen


def main(arguments: list[str] | None = None) -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m spiders.press", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="serve the press on loopback, e.g. serve --port 0 --write data/press")
    serve.add_argument(
        "--port", type=int, default=0, help="first port, the servers take it and the next ones; 0 = free"
    )
    serve.add_argument("--write", type=Path, help="folder for newspapers.toml and truth.json")
    serve.add_argument("--seed", type=int, default=1)
    serve.add_argument("--editions", type=float, default=1.0, help="times as many editions, for measuring")
    serve.add_argument("--delay", type=float, default=0.01, help="the declared delay in seconds")
    serve.add_argument("--sound", action="store_true", help="without the damaged pages")
    serve.add_argument("--prerender", action="store_true", help="make all pages before listening")
    serve.add_argument("--fault", action="append", default=[], help='e.g. {"kind": "status", "status": 429}')
    given = parser.parse_args(arguments)
    press = build(given.seed, scale=given.editions, broken=not given.sound)
    asyncio.run(_serve(press, given))


async def _serve(press: Press, given: argparse.Namespace) -> None:
    house = House.of(press, kept_most=1_000_000 if given.prerender else 4_000)
    house.faults.replace([json.loads(text) for text in given.fault])
    if given.prerender:
        _prerender(house)
    ports = [given.port + n for n in range(press.servers)] if given.port else []
    servers, urls = await listen(house, ports)
    ended = _ended()
    written = _write(press, urls, given.write, given.delay) if given.write else {}
    print(json.dumps({"ready": urls, **written}), flush=True)
    await ended.wait()
    for server in servers:
        server.close()


def _prerender(house: House) -> None:
    for site in house.press.sites:
        newspaper = site.newspaper
        for day in newspaper.days:
            for path in site.paths(day) if day not in newspaper.absent_days else ():
                house.encoded(newspaper.server, path, newspaper.gzip)


def _write(press: Press, urls: list[str], folder: Path, delay: float) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    declared, told = folder / "newspapers.toml", folder / "truth.json"
    declared.write_text(press.declarations(urls, delay=delay), encoding="utf-8")
    press.write_truth(told)
    return {"newspapers": str(declared), "truth": str(told)}


def _ended() -> asyncio.Event:
    """Set by SIGTERM, SIGINT, or when a parent closes its end of a pipe (so the press never outlives it)."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    if sys.stdin and stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        Thread(target=_await_parent, args=(loop, ended), daemon=True).start()
    return ended


def _await_parent(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """A daemon thread, not the loop's executor: a failing start must end the process while the parent still waits."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    with suppress(RuntimeError):  # the loop is closed: the press has ended already
        loop.call_soon_threadsafe(ended.set)


if __name__ == "__main__":
    main()
