"""Reading beside the reactor survives the loss of a reader."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator

import psutil
import pytest

from archive.records import Reading
from crawler import readers
from crawler.readers import ReaderLost, Readers, RunEnding
from crawler.reading.model import Hints
from crawler.worker import PageRead, Task

PAGE = (
    "<html><body><div class='content'><p>"
    + "云岭市政协召开常委会会议，研究部署提案办理工作。" * 20
    + "</p></div></body></html>"
)


@pytest.fixture
def pool() -> Iterator[Readers]:
    made = Readers(1)
    yield made
    made.close()


def task(number: int = 0) -> Task:
    url = f"http://127.0.0.1/html/2025-02/24/content_{number}.htm"
    return Task(
        body=PAGE.encode("gb18030"), url=url, kind="article", platform="founder", declared=None, hints=Hints(url=url)
    )


def readings(pool: Readers, count: int) -> list[PageRead | Reading]:
    async def together() -> list[PageRead | Reading]:
        return await asyncio.gather(*(pool.read(task(number)) for number in range(count)))

    return asyncio.run(together())


def reader_ids() -> list[int]:
    """The reading processes of this process; the resource tracker is none, nor is a server of other tests."""
    alive = [p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE]
    return [p.pid for p in alive if "spawn_main" in " ".join(p.cmdline())]


def test_a_page_whose_reader_is_killed_is_read_by_the_next(pool: Readers) -> None:
    readings(pool, 1)

    async def killed_meanwhile() -> list[PageRead | Reading]:
        reading = asyncio.gather(*(pool.read(task(number)) for number in range(20)))
        await asyncio.sleep(0.01)
        for pid in reader_ids():
            os.kill(pid, signal.SIGKILL)
        return await reading

    assert all(isinstance(read, Reading) for read in asyncio.run(killed_meanwhile()))


def test_what_a_hanging_reader_holds_when_the_run_ends_is_left_to_another_run(
    pool: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "GRACE", 0.2)
    readings(pool, 1)

    async def stopped_meanwhile() -> list[PageRead | Reading | BaseException]:
        for pid in reader_ids():
            os.kill(pid, signal.SIGSTOP)
        reading = asyncio.gather(*(pool.read(task(number)) for number in range(3)), return_exceptions=True)
        await asyncio.sleep(0.01)
        pool.leave()
        return await asyncio.wait_for(reading, 10)

    assert [type(ended) for ended in asyncio.run(stopped_meanwhile())] == [RunEnding] * 3
    pool.close()
    psutil.wait_procs(psutil.Process().children(), timeout=10)
    assert not reader_ids()


def test_readers_are_replaced_after_their_number_of_pages(pool: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "PAGES_A_READER", 5)
    first = readings(pool, 1) and reader_ids()
    assert len(readings(pool, 23)) == 23
    assert set(reader_ids()) != set(first)


def test_a_page_that_always_takes_too_long_is_given_up_with_words(
    pool: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0.0)
    with pytest.raises(ReaderLost, match="three times"):
        readings(pool, 1)
