"""`axiom surface plot`: a stored surface as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.volatility.curves.drawn import PictureKind

if TYPE_CHECKING:
    import polars as pl

    from axiom import volatility
    from axiom.cli import terminal
else:
    pl = LazyModule("polars")
    terminal = LazyModule("axiom.cli.terminal")
    volatility = LazyModule("axiom.volatility")

__all__ = ["plot"]
