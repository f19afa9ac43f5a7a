"""What lets a surface draw itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility import pictures
    from axiom.volatility.certificate.certify import Certificate
    from axiom.volatility.pictures.kinds import PictureKind
else:
    pictures = LazyModule("axiom.volatility.pictures")

__all__ = ["DrawnSurface"]


class DrawnSurface:
    """Base of the surfaces that have `plot`."""

    __slots__ = ()

    def plot(
        self,
        kind: PictureKind = "surface",
        *,
        options: pl.DataFrame | None = None,
        expiry: float | None = None,
        certificate: Certificate | None = None,
    ) -> Any:
        """Draw the surface, or a side of it: `axiom.volatility.pictures.plot`, which see.

        Returns
        -------
        plotly.graph_objects.Figure
            ``figure.show()`` opens it, ``figure.write_html(path)`` keeps it.
        """
        surface: Any = self
        return pictures.plot(surface, kind, options=options, expiry=expiry, certificate=certificate)
