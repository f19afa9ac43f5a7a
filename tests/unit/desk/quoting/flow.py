"""Simulated quotes and fills with a known intensity."""

from __future__ import annotations

import numpy as np


def observed(intensity, offsets, *, seed, quotes, patience):
    """Quotes at random offsets that stand until filled, or until patience ends."""
    rng = np.random.default_rng(seed)
    offset = rng.choice(offsets, size=quotes)
    waiting = rng.exponential(1.0, quotes) / intensity.rate(offset)
    return {
        "offset": offset,
        "duration": np.minimum(waiting, patience),
        "fills": (waiting <= patience).astype(int),
    }
