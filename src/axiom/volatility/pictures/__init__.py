"""Pictures of surfaces, as plotly figures: look with `show()`, keep with `write_html`."""

from axiom.volatility.pictures.arbitrage import plot_arbitrage
from axiom.volatility.pictures.density import plot_density
from axiom.volatility.pictures.history import plot_history
from axiom.volatility.pictures.kinds import PictureKind, plot
from axiom.volatility.pictures.residuals import plot_residuals
from axiom.volatility.pictures.smile import plot_smile
from axiom.volatility.pictures.surface3d import plot_surface

__all__ = [
    "PictureKind",
    "plot",
    "plot_arbitrage",
    "plot_density",
    "plot_history",
    "plot_residuals",
    "plot_smile",
    "plot_surface",
]
