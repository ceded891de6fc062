"""What two paragraphs are compared by before their texts are read: band keys, a sketch and a size, 116 bytes each.

Every part is a function of one text alone, so which pairs become candidates does not depend on what was met first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from dedupe.grams import hashed
from dedupe.sketches import BYTES, Block, sketches

BANDS: Final = 16
ROWS: Final = 6
SEED: Final = 1

_MIXER: Final = np.uint64(0x94D049BB133111EB)
_ROW: Final = np.dtype([("bands", "<u4", BANDS), ("sketch", "u1", BYTES), ("size", "<i4")])
_PROBE: Final = "全年共收到提案437件经审查立案374件其中委员提案333件集体提案41件"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Of several texts, one row each. `sizes` counts the different 5-grams, seldom one too few."""

    bands: npt.NDArray[np.uint32]
    sketches: Block
    sizes: npt.NDArray[np.int32]

    def packed(self) -> list[bytes]:
        """Each row as bytes, the same on every machine."""
        rows = np.empty(len(self.sizes), dtype=_ROW)
        rows["bands"], rows["sketch"], rows["size"] = self.bands, self.sketches, self.sizes
        content, width = rows.tobytes(), _ROW.itemsize
        return [content[at : at + width] for at in range(0, len(content), width)]


def unpacked(rows: list[bytes]) -> Signatures:
    """The signatures that `packed` made. Raises ValueError for bytes of another length."""
    found = np.frombuffer(b"".join(rows), dtype=_ROW)
    if len(found) != len(rows):
        raise ValueError(f"{len(rows)} signatures of {_ROW.itemsize} bytes were expected")
    return Signatures(
        bands=found["bands"].astype(np.uint32),
        sketches=np.ascontiguousarray(found["sketch"]),
        sizes=found["size"].astype(np.int32),
    )


def signatures(texts: list[str]) -> Signatures:
    """The signatures of canonical forms (at least one, none empty)."""
    grams_of = hashed(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(grams_of.tokens, grams_of.offsets, BANDS * ROWS, SEED)
    digests = np.array(matrix.to_rows(), dtype=np.uint64)
    return Signatures(bands=_band_keys(digests), sketches=sketches(digests), sizes=grams_of.distinct())


@lru_cache(maxsize=1)
def maker() -> str:
    """The name of the rules and of the library that make signatures: stored ones of another name do not compare."""
    return sha256(b"".join(signatures([_PROBE]).packed())).hexdigest()


def _band_keys(digests: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """One row a text, one column a band: texts that agree in a column are candidates."""
    keys = np.zeros((len(digests), BANDS), dtype=np.uint64)
    for row in range(ROWS):
        keys = (keys ^ digests[:, row::ROWS]) * _MIXER
        keys ^= keys >> np.uint64(29)
    return (keys >> np.uint64(32)).astype(np.uint32)
