"""How quotes enter the fit of a spline surface."""

from __future__ import annotations

import math
from dataclasses import dataclass

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline_fit import Tuning

__all__ = ["SplineSettings"]

_WING_LIMIT = 1.99
_LOSS_TAIL = 1e-3

_ABOVE_ZERO = (
    "half_spread_floor",
    "loss_scale",
    "middle",
    "roughness",
    "barrier",
    "noise",
    "prior_error",
    "age_half_life",
)
_AT_LEAST_ZERO = ("margin", "prior", "prior_drift", "knot_distance")


@dataclass(frozen=True, slots=True, kw_only=True)
class SplineSettings:
    """How quotes enter the fit of a spline surface.

    Attributes
    ----------
    strikes_per_knot : float
        Strikes with a bid from one knot to the next, >= 1.
    max_knots : int
        At most so many knots over the quoted strikes of an expiry, >= 4.
    knot_distance : float
        Knots lie at least so many standard deviations (vol sqrt(t) at the forward) apart.
    min_strikes : int
        An expiry with bids at fewer different strikes gets no slice of its own, >= 3.
    half_spread_floor : float
        Half-spreads in vol below this count as this.
    inner : float
        Share of the half-spread, in [0, 1), within which only the faint pull to the middle acts.
    loss_scale : float
        Half-spreads beyond `inner` at which a quote's pull begins to level off.
    middle : float
        Weight of the pull to the middle of bid and ask, which decides between curves inside them.
    roughness : float
        Weight of the integral of the squared third derivative of total variance, both in units of
        the standard deviation at the forward.
    barrier : float
        Weight of the logarithmic barriers of the no-arbitrage conditions.
    margin : float
        That Durrleman's g keeps at the points where the fit looks at it.
    noise : float
        Standard error of a quote's middle about the truth, in half-spreads; 0.577 is that of a
        truth evenly spread between bid and ask.
    prior : float
        Strength of the last surface where one is given: the number of times it counts.
    prior_error : float
        Standard error of its vol where it does not tell one itself.
    prior_drift : float
        Standard deviation by which vols are taken to move in a day; it adds to the prior's error
        with its age.
    age_half_life : float
        Seconds in which the weight of a quote halves, where quotes have a time; infinity for none.
    sweeps : int
        At most so many rounds over the slices in each stage of the fit.

    Raises
    ------
    InvalidArgumentError
        A setting outside its domain.
    """

    strikes_per_knot: float = 3.0
    max_knots: int = 80
    knot_distance: float = 0.02
    min_strikes: int = 3
    half_spread_floor: float = 1e-4
    inner: float = 0.9
    loss_scale: float = 3.0
    middle: float = 1e-2
    roughness: float = 1e-3
    barrier: float = 1e-2
    margin: float = 1e-3
    noise: float = 0.577
    prior: float = 0.25
    prior_error: float = 0.02
    prior_drift: float = 0.01
    age_half_life: float = math.inf
    sweeps: int = 12

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        for name in _ABOVE_ZERO:
            value = getattr(self, name)
            if not value > 0.0 or (value == math.inf and name != "age_half_life"):
                msg = f"{name} is {value}; give a finite number above 0"
                raise InvalidArgumentError(msg)
        for name in _AT_LEAST_ZERO:
            if not 0.0 <= getattr(self, name) < math.inf:
                msg = f"{name} is {getattr(self, name)}; give a finite number >= 0"
                raise InvalidArgumentError(msg)
        if not 0.0 <= self.inner < 1.0:
            msg = f"inner is {self.inner}; give a share of the half-spread in [0, 1)"
            raise InvalidArgumentError(msg)
        if not 1.0 <= self.strikes_per_knot < math.inf:
            msg = f"strikes_per_knot is {self.strikes_per_knot}; give a finite number >= 1"
            raise InvalidArgumentError(msg)
        for name, least in (("max_knots", 4), ("min_strikes", 3), ("sweeps", 1)):
            if getattr(self, name) < least:
                msg = f"{name} is {getattr(self, name)}; give an integer >= {least}"
                raise InvalidArgumentError(msg)

    def tuning(self) -> Tuning:
        """Give what the compiled fit reads of it."""
        return Tuning(
            roughness=self.roughness,
            margin=self.margin,
            slope=_WING_LIMIT,
            noise=self.noise,
            inner=self.inner,
            loss_scale=self.loss_scale,
            tail=_LOSS_TAIL,
            faint=self.middle,
            barrier=self.barrier,
            sweeps=self.sweeps,
        )
