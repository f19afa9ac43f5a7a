"""`HedgingSetup`: which option is hedged, how often, at what cost, and how the market moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import flag, number, optional_number, whole
from axiom.desk.hedging.sabr import sabr_quote
from axiom.engines.montecarlo.simulators import SIMULATED
from axiom.instruments import European
from axiom.kernels import price
from axiom.models import BlackScholes, Model, Sabr

__all__ = ["DAYS_A_YEAR", "HedgingSetup", "cao_chen_hull_poulos"]

DAYS_A_YEAR: Final = 250
"""Trading days a year in the published set-ups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgingSetup:
    """One European option, sold or bought at `premium` and hedged at equal intervals to expiry.

    Parameters
    ----------
    model : Model
        How the spot moves: any model of one asset that `axiom.engines.montecarlo` simulates.
        Black-Scholes with one vol and SABR with beta 1 and no shift run in the compiled core.
    option : European
        Strike and expiry above 0.
    hedges : int
        At 0, h, 2 h, ... with h = expiry / hedges; at expiry the hedge is closed.
    spot : float
        Above 0.
    drift : float
        Of the spot, a year.
    rate : float
        Continuously compounded; everything is discounted with it.
    cost : float
        Share of the value traded, one way, 0 or more.
    is_short : bool
        Whether the option is sold.
    vol : float, optional
        Vol at which the option is quoted at the start and, but under SABR, all along; above 0. By
        default Hagan's implied vol under SABR, and the model's spot vol under any other.
    substeps : int
        Steps of SABR's scheme in an interval.
    second : European, optional
        A second option, which `DeltaGamma` and `DeltaVega` trade; it expires no earlier.
    second_cost : float
        Share of the value traded in it.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain, or nothing simulates the model.

    Verified by ``tests/unit/desk/hedging/test_setup.py``.
    """

    model: Model
    option: European
    hedges: int
    spot: float = 100.0
    drift: float = 0.0
    rate: float = 0.0
    cost: float = 0.0
    is_short: bool = True
    vol: float | None = None
    substeps: int = 1
    second: European | None = None
    second_cost: float = 0.0

    def __post_init__(self) -> None:
        """Check the fields."""
        number(self, "spot", above=0.0)
        for name in ("drift", "rate"):
            number(self, name)
        for name in ("cost", "second_cost"):
            number(self, name, least=0.0)
        for name in ("hedges", "substeps"):
            whole(self, name, least=1)
        flag(self, "is_short")
        optional_number(self, "vol", above=0.0)
        _check_model(self.model)
        for name, option in (("option", self.option), ("second", self.second)):
            _check_option(name, option)
        if self.second is not None and self.second.expiry < self.option.expiry:
            raise InvalidArgumentError(
                f"second expires at {self.second.expiry}, before the option: give "
                f"{self.option.expiry} or more"
            )
        if self.quoted_vol <= 0.0:
            raise InvalidArgumentError(f"vol is {self.quoted_vol}: give one above 0")

    @property
    def interval(self) -> float:
        """Years between hedges."""
        return self.option.expiry / self.hedges

    @property
    def is_compiled(self) -> bool:
        """Whether paths and quotes come from the compiled core."""
        return self.is_sabr or (isinstance(self.model, BlackScholes) and self.model.is_flat)

    @property
    def is_sabr(self) -> bool:
        """Whether the vols that are quoted follow SABR."""
        return isinstance(self.model, Sabr) and self.model.beta == 1.0 and self.model.shift == 0.0

    @property
    def quoted_vol(self) -> float:
        """Vol at which the option is quoted at the start."""
        if self.vol is not None:
            return self.vol
        if isinstance(self.model, Sabr):
            alpha = self.model.alpha
            vol, _ = sabr_quote(self.model, spot=self.spot, alpha=alpha, option=self.option)
            return float(vol)
        spot_vol = self.model.spot_vol
        return spot_vol if isinstance(spot_vol, float) else spot_vol[0]

    @property
    def premium(self) -> float:
        """Black-Scholes price at the quoted vol, at which the option is sold or bought."""
        terms: dict[str, Any] = {"strike": self.option.strike, "expiry": self.option.expiry}
        found = price(
            spot=self.spot,
            vol=self.quoted_vol,
            rate=self.rate,
            is_call=self.option.is_call,
            **terms,
        )
        return float(found)

    def without_drift(self) -> HedgingSetup:
        """Return it with a drift of 0: what a policy gains from the drift is then gone."""
        return replace(self, drift=0.0)

    def without_costs(self) -> HedgingSetup:
        """Return it with trades that cost nothing."""
        return replace(self, cost=0.0, second_cost=0.0)


def cao_chen_hull_poulos() -> dict[str, HedgingSetup]:
    """Return the set-ups of Cao, Chen, Hull and Poulos by name.

    Returns
    -------
    dict of str to HedgingSetup
        An option at the money on a spot of 100, vol 20 %, drift 5 %, rate 0, costs of 1 % of the
        value traded; 20 or 60 days of 250 a year, hedged every day, second day or fifth day; and
        the same under SABR with beta 1, rho -0.4, nu 0.6, hedged every day.

    Notes
    -----
    Under SABR the option is sold and quoted at Hagan's implied vol, so that `BlackScholesDelta` is
    the practitioner's delta of [1]_ and `BartlettDelta` its other rule.

    References
    ----------
    .. [1] J. Cao, J. Chen, J. Hull, Z. Poulos (2021), Deep hedging of derivatives using
       reinforcement learning, Journal of Financial Data Science 3 (1), 10-27.

    Verified by ``tests/reference/test_hedging_table.py``.
    """
    lognormal = BlackScholes(vol=0.2)
    stochastic = Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6)
    cases: tuple[tuple[str, Model, int, int], ...] = (
        ("1 month daily", lognormal, 20, 1),
        ("1 month weekly", lognormal, 20, 5),
        ("3 months daily", lognormal, 60, 1),
        ("3 months, 2 days", lognormal, 60, 2),
        ("3 months weekly", lognormal, 60, 5),
        ("SABR 1 month daily", stochastic, 20, 1),
        ("SABR 3 months daily", stochastic, 60, 1),
    )
    return {
        name: HedgingSetup(
            model=model,
            option=European(strike=100.0, expiry=days / DAYS_A_YEAR),
            hedges=days // every,
            drift=0.05,
            cost=0.01,
        )
        for name, model, days, every in cases
    }


def _check_model(model: Model) -> None:
    if not isinstance(model, Model) or model.n_assets != 1:
        raise InvalidArgumentError(f"model={model!r}: give a model of one asset")
    if type(model) not in SIMULATED:
        known = ", ".join(sorted(kind.__name__ for kind in SIMULATED))
        raise InvalidArgumentError(f"nothing simulates {type(model).__name__}: give one of {known}")


def _check_option(name: str, option: European | None) -> None:
    if option is None and name == "second":
        return
    if not isinstance(option, European):
        raise InvalidArgumentError(f"{name}={option!r}: give a European option")
    for field in ("strike", "expiry"):
        if not getattr(option, field) > 0.0:
            raise InvalidArgumentError(
                f"{name}.{field}={getattr(option, field)}: give a number above 0"
            )
