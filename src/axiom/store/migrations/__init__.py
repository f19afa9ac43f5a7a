"""The schema's revisions, in order; `axiom.store.migrate` runs them."""

from __future__ import annotations

from typing import Final

__all__ = ["HEAD"]

HEAD: Final = "0003"
"""The revision that this release works with."""
