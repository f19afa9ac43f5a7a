"""What lets a surface draw itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility import pictures
    from axiom.volatility.certificate.certify import Certificate
else:
    pictures = LazyModule("axiom.volatility.pictures")

__all__ = ["DrawnSurface", "PictureKind"]

PictureKind = Literal["surface", "smile", "density", "residuals", "butterfly", "calendar"]


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
        """Draw the surface, or a side of it.

        Parameters
        ----------
        kind : {"surface", "smile", "density", "residuals", "butterfly", "calendar"}
            What to draw; see `axiom.volatility.pictures`.
        options : polars.DataFrame, optional
            As `implied_smiles` returns it: the quotes drawn by "surface" and "smile", and compared
            with by "residuals", which needs them.
        expiry : float, optional
            Years, of the "smile" or the "density"; by default the fitted expiry nearest to a month,
            and several densities.
        certificate : Certificate, optional
            Its violations are marked by "butterfly" and "calendar".

        Returns
        -------
        plotly.graph_objects.Figure
            ``figure.show()`` opens it, ``figure.write_html(path)`` keeps it.

        Raises
        ------
        InvalidArgumentError
            An unknown kind, or residuals without options.
        MissingDependencyError
            When plotly is not installed.

        Notes
        -----
        Verified by tests/unit/volatility/pictures/test_pictures.py.
        """
        surface: Any = self
        if kind == "surface":
            return pictures.plot_surface(surface, options=options)
        if kind == "smile":
            return pictures.plot_smile(surface, expiry=expiry, options=options)
        if kind == "density":
            return pictures.plot_density(surface, expiries=None if expiry is None else [expiry])
        if kind == "residuals":
            if options is None:
                msg = (
                    "options is missing: residuals are taken to quotes; give implied_smiles' table"
                )
                raise InvalidArgumentError(msg)
            return pictures.plot_residuals(surface, options=options)
        if kind in ("butterfly", "calendar"):
            return pictures.plot_arbitrage(surface, certificate=certificate, condition=kind)
        msg = f"kind is {kind!r}; give one of {', '.join(get_args(PictureKind))}"
        raise InvalidArgumentError(msg)
