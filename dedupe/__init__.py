"""Text → canonical form → hash → same, or nearly the same. Pure functions: no I/O beyond own data files, no clock.

`CANONICAL.md` is the specification of the canonical form, `vectors.json` its published test vectors.
"""

from dedupe.form import NORM_VERSION, canonical
from dedupe.hashes import Identity, identity
from dedupe.significance import significant

__all__ = ["NORM_VERSION", "Identity", "canonical", "identity", "significant"]
