"""Learns `crawler/reading/wording.tsv` from the invented articles of tests/cases/topic. Run by `make weights`."""

from __future__ import annotations

from tests.training.learn import TABLE, learned, material, written

if __name__ == "__main__":
    TABLE.write_text(written(learned(material())), "utf-8")
