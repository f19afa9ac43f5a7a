"""How often quotes are filled, estimated online from quotes and fills."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.desk.quoting.fill_intensities import ExponentialIntensity, LogisticIntensity
from axiom.desk.quoting.intensity_fit import fitted_exponential, fitted_logistic

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["FillIntensityEstimator", "IntensityEstimate"]

Family = Literal["exponential", "logistic"]
FAMILIES: Final = ("exponential", "logistic")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntensityEstimate:
    """A fill intensity estimated from quotes and fills.

    Attributes
    ----------
    intensity : ExponentialIntensity or LogisticIntensity
        With the estimated parameters.
    names : tuple of str
        Of the parameters estimated: the log of the scale, decay; or the log of the scale,
        steepness, shift.
    parameters : ndarray, shape (n_parameters,)
        Their estimates.
    covariance : ndarray, shape (n_parameters, n_parameters)
        Of the estimates.
    exposure : float
        Time quoted, after forgetting.
    fills : float
        Fills, after forgetting.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_intensity.py.
    """

    intensity: ExponentialIntensity | LogisticIntensity
    names: tuple[str, ...]
    parameters: Floats
    covariance: Floats
    exposure: float
    fills: float

    @property
    def standard_errors(self) -> Floats:
        """Of the parameters, shape (n_parameters,)."""
        return np.sqrt(np.diag(self.covariance))

    def intervals(self, level: float = 0.95) -> dict[str, tuple[float, float]]:
        """Give an interval of each parameter, the scale's by its logarithm.

        Parameters
        ----------
        level : float
            Probability with which an interval holds the truth, in (0, 1).

        Raises
        ------
        InvalidArgumentError
            If the level is outside its domain.
        """
        if not 0.0 < level < 1.0:
            raise InvalidArgumentError(f"level is {level}: give a probability in (0, 1)")
        width = NormalDist().inv_cdf(0.5 * (1.0 + level)) * self.standard_errors
        ends = np.array([self.parameters - width, self.parameters + width])
        ends[:, 0] = np.exp(ends[:, 0])
        names = ("scale", *self.names[1:])
        return {n: (float(a), float(b)) for n, a, b in zip(names, *ends, strict=True)}


class FillIntensityEstimator:
    """Online maximum likelihood of a fill intensity, with forgetting.

    Parameters
    ----------
    family : {"exponential", "logistic"}
        Form of the intensity.
    resolution : float
        Offsets are kept to this grid, in price, above 0: the tick, or a small share of 1 / k.
    half_life : float, optional
        Time after which an observation counts half, above 0; None: nothing is forgotten.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    A quote at offset d that stands for a time h and is filled n times adds n ln lambda(d) -
    lambda(d) h to the log-likelihood: a quote that is withdrawn without a fill is a censored
    waiting time. Time and fills are summed by offset, so that memory does not grow with time;
    weights w fall exponentially in age, and the covariance is H^-1 J H^-1 with H the weighted
    information and J that of the squared weights, which is H^-1 where nothing is forgotten.

    References
    ----------
    .. [1] Fernandez-Tapia, J. (2015), "Modeling, optimization and estimation for the on-line
       control of trading algorithms in limit-order markets", PhD thesis, Université Pierre et
       Marie Curie.
    .. [2] White, H. (1982), "Maximum likelihood estimation of misspecified models", Econometrica
       50(1), 1-25 (theorem 3.2).

    Verified by tests/unit/desk/quoting/test_intensity.py.
    """

    def __init__(
        self,
        family: Family = "exponential",
        *,
        resolution: float,
        half_life: float | None = None,
    ) -> None:
        if family not in FAMILIES:
            raise InvalidArgumentError(f"family is {family!r}: give one of {FAMILIES}")
        for name, value in (("resolution", resolution), ("half_life", half_life)):
            if value is not None and not (math.isfinite(value) and value > 0.0):
                raise InvalidArgumentError(f"{name} is {value}: give a finite value above 0")
        self._family, self._resolution = family, float(resolution)
        self._forgetting = 0.0 if half_life is None else math.log(2.0) / half_life
        self._cells: dict[int, list[float]] = {}
        self._age = 0.0

    def observe(self, *, offset: ArrayLike, duration: ArrayLike, fills: ArrayLike = 0) -> None:
        """Take in quotes that stood for some time, in the order in which they stood.

        Parameters
        ----------
        offset : array_like
            Distance from the mid, in price; +inf, no quote, lets time pass.
        duration : array_like
            How long it stood, 0 or more. The fields broadcast to one axis.
        fills : array_like
            Fills at the end of that time, whole numbers of 0 or more.

        Raises
        ------
        InvalidArgumentError
            If a value is outside its domain; nothing is taken in then.
        """
        self.observe_together([(offset, duration, fills)])

    def observe_together(self, quotes: list[tuple[ArrayLike, ArrayLike, ArrayLike]]) -> None:
        """Take in quotes that stood at the same time, such as a bid and an ask.

        Parameters
        ----------
        quotes : list of (offset, duration, fills)
            See `observe`; the durations are the same for all.

        Raises
        ------
        InvalidArgumentError
            If a value is outside its domain, or durations differ; nothing is taken in then.
        """
        checked = [_checked(*quote) for quote in quotes]
        if any(not np.array_equal(one[1], checked[0][1]) for one in checked):
            raise InvalidArgumentError("durations differ: give quotes that stood together one")
        for i in range(checked[0][1].size if checked else 0):
            self._pass(float(checked[0][1][i]))
            for offset, duration, fills in checked:
                self._add(float(offset[i]), float(duration[i]), float(fills[i]))

    def estimate(self) -> IntensityEstimate:
        """Estimate the parameters from what has been observed.

        Returns
        -------
        IntensityEstimate

        Raises
        ------
        DataError
            If they are not identified: too few different offsets or fills, fills that do not fall
            in the offset, or only at the smallest one.
        """
        scale = math.exp(-self._forgetting * self._age)
        rows = np.array([cell for _, cell in sorted(self._cells.items())]).reshape(-1, 4)
        rows = rows[rows[:, 1] > 0.0] * np.array([1.0, scale, scale * scale, scale])
        if rows.shape[0] < 2 or rows[:, 3].sum() == 0.0:
            raise DataError(
                f"{rows[:, 3].sum():g} fills at {rows.shape[0]} offsets identify no intensity: "
                "quote at two offsets or more until both have been filled"
            )
        fit = fitted_exponential if self._family == "exponential" else fitted_logistic
        parameters, covariance = fit(*rows.T)
        intensity, names = _named(self._family, parameters)
        return IntensityEstimate(
            intensity=intensity,
            names=names,
            parameters=parameters,
            covariance=covariance,
            exposure=float(rows[:, 1].sum()),
            fills=float(rows[:, 3].sum()),
        )

    def _pass(self, duration: float) -> None:
        """Let everything age; weights are kept relative to a base that is renewed in time."""
        self._age += duration
        if self._forgetting * self._age > 50.0:
            scale = math.exp(-self._forgetting * self._age)
            for cell in self._cells.values():
                cell[1] *= scale
                cell[2] *= scale * scale
                cell[3] *= scale
            self._age = 0.0

    def _add(self, offset: float, duration: float, fills: float) -> None:
        """Add one quote that has just ended to the sums of its offset."""
        if offset == math.inf:
            return
        place = round(offset / self._resolution)
        cell = self._cells.setdefault(place, [place * self._resolution, 0.0, 0.0, 0.0])
        r, weight = self._forgetting, math.exp(self._forgetting * self._age)
        once = duration if r == 0.0 else -math.expm1(-r * duration) / r
        twice = duration if r == 0.0 else -math.expm1(-2.0 * r * duration) / (2.0 * r)
        cell[1] += weight * once
        cell[2] += weight * weight * twice
        cell[3] += weight * fills


def _named(
    family: Family, parameters: Floats
) -> tuple[ExponentialIntensity | LogisticIntensity, tuple[str, ...]]:
    """Return the intensity of the parameters, and their names."""
    scale, slope = float(np.exp(parameters[0])), float(parameters[1])
    if family == "exponential":
        return ExponentialIntensity(scale=scale, decay=slope), ("log_scale", "decay")
    shift = float(parameters[2])
    fitted = LogisticIntensity(scale=scale, steepness=slope, shift=shift)
    return fitted, ("log_scale", "steepness", "shift")


def _checked(offset: ArrayLike, duration: ArrayLike, fills: ArrayLike) -> list[Floats]:
    """Return the fields on one axis, or raise."""
    arrays = [np.asarray(values, dtype=np.float64) for values in (offset, duration, fills)]
    d, h, n = (np.atleast_1d(one).ravel() for one in np.broadcast_arrays(*arrays))
    bad = {
        "offset": (d, np.isnan(d) | np.isneginf(d), "a distance, inf for no quote"),
        "duration": (h, ~(np.isfinite(h) & (h >= 0.0)), "a finite time of 0 or more"),
        "fills": (n, ~((n >= 0.0) & (n == np.rint(n)) & np.isfinite(n)), "whole numbers >= 0"),
    }
    for name, (values, wrong, remedy) in bad.items():
        if wrong.any():
            raise InvalidArgumentError(f"{name} has {values[wrong][0]}: give {remedy}")
    if ((n > 0.0) & (np.isposinf(d) | (h == 0.0))).any():
        raise InvalidArgumentError(
            "fills come without a quote that stood: give its offset and time"
        )
    return [d, h, n]
