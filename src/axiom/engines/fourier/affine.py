"""The parameters of Heston, Bates and Merton as the Fourier kernels take them."""

from __future__ import annotations

from axiom.engines.method import always
from axiom.instruments import Instrument
from axiom.kernels.fourier import AffineParameters
from axiom.market.spot_market import Market
from axiom.models import Bates, Heston, Merton, Model

__all__ = ["AffineModel", "accepts", "affine_parameters", "vega_of_variances"]

AffineModel = Heston | Bates | Merton


def affine_parameters(model: AffineModel) -> AffineParameters:
    """Return the parameters; Merton's variance is constant, Heston has no jumps."""
    if isinstance(model, Merton):
        return AffineParameters(
            initial_variance=model.vol**2,
            long_variance=model.vol**2,
            jump_intensity=model.jump_intensity,
            jump_mean=model.jump_mean,
            jump_vol=model.jump_vol,
        )
    jumps = model if isinstance(model, Bates) else None
    return AffineParameters(
        initial_variance=model.initial_variance,
        mean_reversion=model.mean_reversion,
        long_variance=model.long_variance,
        vol_of_vol=model.vol_of_vol,
        correlation=model.correlation,
        jump_intensity=jumps.jump_intensity if jumps else 0.0,
        jump_mean=jumps.jump_mean if jumps else 0.0,
        jump_vol=jumps.jump_vol if jumps else 0.0,
    )


def vega_of_variances(model: AffineModel) -> tuple[float, float]:
    """Return what the model's vol moves initial and long variance by."""
    twice = 2.0 * model.spot_vol
    return twice, twice if isinstance(model, Merton) else 0.0


def accepts(instrument: Instrument, model: Model, market: Market) -> str | None:
    """Refuse cash dividends and correlations of one in size."""
    if abs(getattr(model, "correlation", 0.0)) == 1.0:
        return "a correlation of -1 or 1 leaves no decaying characteristic function"
    return always(instrument, model, market)
