"""Lognormal prices that jump."""

from __future__ import annotations

from dataclasses import dataclass, replace

from axiom.core.fields import number
from axiom.models.model import Model

__all__ = ["Merton"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merton(Model):
    """dS / S = (r - q - lambda (e^(mu + delta^2 / 2) - 1)) dt + sigma dW + dJ.

    Jumps arrive lambda times a year; the log price jumps by a normal number of mean mu and standard
    deviation delta.

    Parameters
    ----------
    vol : float
        sigma, 0 or more.
    jump_intensity : float
        lambda a year, 0 or more.
    jump_mean : float
        mu.
    jump_vol : float
        delta, 0 or more.

    References
    ----------
    Merton, Option pricing when underlying stock returns are discontinuous, Journal of Financial
    Economics 3, 1976, 125-144 (p. 128).

    Verified by ``tests/unit/models/test_models.py``.
    """

    vol: float
    jump_intensity: float
    jump_mean: float
    jump_vol: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        number(self, "vol", least=0.0)
        number(self, "jump_intensity", least=0.0)
        number(self, "jump_mean")
        number(self, "jump_vol", least=0.0)

    @property
    def spot_vol(self) -> float:
        """The vol between jumps."""
        return self.vol

    def shifted(self, amount: float, *, asset: int = 0) -> Merton:
        """Return it with the vol raised by an amount."""
        return replace(self, vol=self.vol + amount)
