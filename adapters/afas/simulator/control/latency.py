"""How long AFAS takes: nothing, as in real life, or on a bad day."""

import hashlib

_SLOWER = {"instant": 0.0, "real": 1.0, "loaded": 4.0}


def seconds(profile: str, call: int, skip: int, cells: int) -> float:
    """200-900 ms, growing with the skipped rows and with columns times rows."""
    factor = _SLOWER[profile]
    if factor == 0.0:
        return 0.0
    spread = hashlib.sha256(str(call).encode()).digest()[0] / 255
    weight = min(1.0, cells / 150_000 + skip / 100_000)
    return factor * min(0.9, 0.2 + 0.25 * spread + 0.45 * weight)
