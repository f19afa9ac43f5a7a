"""One picture of a surface, by the name of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.pictures.arbitrage import plot_arbitrage
from axiom.volatility.pictures.density import plot_density
from axiom.volatility.pictures.residuals import plot_residuals
from axiom.volatility.pictures.smile import plot_smile
from axiom.volatility.pictures.surface3d import plot_surface

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility.certificate.certify import Certificate
    from axiom.volatility.pictures.theme import Figure
    from axiom.volatility.surface import Surface

__all__ = ["PictureKind", "plot"]

PictureKind = Literal["surface", "smile", "density", "residuals", "butterfly", "calendar"]


def plot(
    surface: Surface,
    kind: PictureKind = "surface",
    *,
    options: pl.DataFrame | None = None,
    expiry: float | None = None,
    certificate: Certificate | None = None,
) -> Figure:
    """Draw a surface, or a side of it; what a surface's own method `plot` does.

    Parameters
    ----------
    surface : Surface
    kind : {"surface", "smile", "density", "residuals", "butterfly", "calendar"}
        What to draw; see `axiom.volatility.pictures`.
    options : polars.DataFrame, optional
        As `implied_smiles` returns it: the quotes drawn by "surface" and "smile", and compared with
        by "residuals", which needs them.
    expiry : float, optional
        Years, of the "smile" or the "density"; by default the fitted expiry nearest to a month, and
        several densities.
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
    if kind == "surface":
        return plot_surface(surface, options=options)
    if kind == "smile":
        return plot_smile(surface, expiry=expiry, options=options)
    if kind == "density":
        return plot_density(surface, expiries=None if expiry is None else [expiry])
    if kind == "residuals":
        if options is None:
            msg = "options is missing: residuals are taken to quotes; give implied_smiles' table"
            raise InvalidArgumentError(msg)
        return plot_residuals(surface, options=options)
    if kind in ("butterfly", "calendar"):
        return plot_arbitrage(surface, certificate=certificate, condition=kind)
    msg = f"kind is {kind!r}; give one of {', '.join(get_args(PictureKind))}"
    raise InvalidArgumentError(msg)
