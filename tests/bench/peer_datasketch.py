"""Finds near-duplicates with datasketch, in the environment of the peers: JSON texts in, seconds and pairs out.

Stands alone: it is run by another Python than ours, and imports nothing of the project. Arguments: the number of
permutations, and optionally bands and rows; without them datasketch chooses its own for the threshold 0.8.
"""

from __future__ import annotations

import importlib
import json
import sys
import time


def main() -> None:
    datasketch = importlib.import_module("datasketch")
    texts = json.load(sys.stdin)
    permutations, *params = map(int, sys.argv[1:])
    index = datasketch.MinHashLSH(threshold=0.8, num_perm=permutations, params=tuple(params) or None)
    pairs = []
    start = time.process_time()
    for number, text in enumerate(texts):
        sketch = datasketch.MinHash(num_perm=permutations)
        sketch.update_batch([text[at : at + 5].encode() for at in range(max(1, len(text) - 4))])
        pairs.extend((found, number) for found in index.query(sketch))
        index.insert(number, sketch)
    json.dump({"seconds": time.process_time() - start, "pairs": pairs}, sys.stdout)


if __name__ == "__main__":
    main()
