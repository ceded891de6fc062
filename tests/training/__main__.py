"""Learns the tables of `crawler/reading` from the invented articles of tests/cases/topic. Run by `make weights`."""

from __future__ import annotations

from tests.training import following, learn

if __name__ == "__main__":
    learn.write()
    following.write()
