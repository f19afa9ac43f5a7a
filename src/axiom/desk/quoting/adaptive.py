"""A quoting policy that is made anew as fill intensities are estimated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from axiom.core.errors import DataError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from axiom.desk.quoting.fill_intensities import FillIntensity
    from axiom.desk.quoting.intensity import FillIntensityEstimator, IntensityEstimate
    from axiom.desk.quoting.policy import InventoryState, Offsets, QuotingPolicy

__all__ = ["AdaptivePolicy"]


class AdaptivePolicy:
    """A policy made from the fill intensity that the estimator gives, and remade in time.

    Parameters
    ----------
    make : callable
        Makes a policy from a fill intensity, the same for bid and ask.
    estimator : FillIntensityEstimator
        What it learns from; bids and asks go into one.
    nominal : FillIntensity
        What the policy is made from until the estimator identifies an intensity.
    refresh : float
        Observed time between one policy and the next, above 0.

    Raises
    ------
    InvalidArgumentError
        If `refresh` is outside its domain.

    Notes
    -----
    It is a `QuotingPolicy`; its quotes change with what it has observed, so that it is Markov, and
    can be tabulated or evaluated, between observations alone. Where the estimator refuses, the
    policy in use stays.

    Verified by tests/unit/desk/quoting/test_adaptive.py.
    """

    def __init__(
        self,
        make: Callable[[FillIntensity], QuotingPolicy],
        *,
        estimator: FillIntensityEstimator,
        nominal: FillIntensity,
        refresh: float,
    ) -> None:
        if not (math.isfinite(refresh) and refresh > 0.0):
            raise InvalidArgumentError(f"refresh is {refresh}: give a finite time above 0")
        self._make, self._estimator, self._refresh = make, estimator, refresh
        self._policy = make(nominal)
        self._estimate: IntensityEstimate | None = None
        self._waited = 0.0

    @property
    def policy(self) -> QuotingPolicy:
        """The policy in use."""
        return self._policy

    @property
    def estimate(self) -> IntensityEstimate | None:
        """What the policy in use was made from; None while that is the nominal intensity."""
        return self._estimate

    def quote(self, state: InventoryState) -> Offsets:
        """Give the offsets of the policy in use, of the state's broadcast shape."""
        return self._policy.quote(state)

    def observe(
        self,
        *,
        bid: ArrayLike,
        ask: ArrayLike,
        duration: float,
        bid_fills: int = 0,
        ask_fills: int = 0,
    ) -> None:
        """Take in a bid and an ask that stood together, and remake the policy if it is time.

        Parameters
        ----------
        bid, ask : float
            Offsets, in price; +inf is no quote.
        duration : float
            How long they stood, 0 or more.
        bid_fills, ask_fills : int
            Fills at the end of that time.

        Raises
        ------
        InvalidArgumentError
            If a value is outside its domain.
        """
        self._estimator.observe_together([(bid, duration, bid_fills), (ask, duration, ask_fills)])
        self._waited += duration
        if self._waited >= self._refresh:
            self._waited = 0.0
            self._remake()

    def _remake(self) -> None:
        """Make the policy from the estimate, unless there is none."""
        try:
            estimate = self._estimator.estimate()
        except DataError:
            return
        self._policy, self._estimate = self._make(estimate.intensity), estimate
