"""What hedging costs: the loss on every path, by the compiled loop or by any policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.hedging.accounting import account
from axiom.desk.hedging.band import BandPolicy
from axiom.desk.hedging.paths import HedgingPaths, simulate_hedging_paths
from axiom.desk.hedging.policy import HedgingPolicy
from axiom.desk.hedging.setup import HedgingSetup
from axiom.desk.hedging.summary import CostSummary, PairedDifference, paired_difference, summarised
from axiom.kernels.arrays import check_threads
from axiom.kernels.hedging import rule_costs

__all__ = ["HedgingCosts", "costs_on_paths", "hedging_costs"]

PATHS_AT_ONCE: Final = 32_768
"""Paths that are in memory at the same time, a multiple of 64."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HedgingCosts:
    """Losses of policies on the same paths.

    Attributes
    ----------
    setup : HedgingSetup
    names : tuple of str
        One a policy.
    losses : ndarray of float64, (policies, paths)
        -(P&L) with the option sold or bought at the set-up's premium, discounted to now, in money.
    trading : ndarray of float64, (policies, paths)
        What of it trades cost.

    Verified by ``tests/unit/desk/hedging/test_costs.py``.
    """

    setup: HedgingSetup
    names: tuple[str, ...]
    losses: NDArray[np.float64]
    trading: NDArray[np.float64]

    def percentages(self, name: str) -> NDArray[np.float64]:
        """Return the losses of a policy in percent of the premium, shape (paths,)."""
        return np.asarray(100.0 / self.setup.premium * self.losses[self._row(name)])

    def summary(self, *, risk_weight: float = 1.5) -> tuple[CostSummary, ...]:
        """Return mean, deviation and mean + risk_weight deviations of every policy, in percent.

        Parameters
        ----------
        risk_weight : float
            Deviations that are added to the mean in the objective Y, 0 or more.

        Returns
        -------
        tuple of CostSummary
            With standard errors, in the order of `names`.
        """
        scale = 100.0 / self.setup.premium
        return tuple(
            summarised(
                name,
                self.percentages(name),
                trading=scale * float(self.trading[i].mean()),
                risk_weight=risk_weight,
            )
            for i, name in enumerate(self.names)
        )

    def difference(
        self,
        name: str,
        rival: str,
        *,
        risk_weight: float = 1.5,
        level: float = 0.95,
        resamples: int = 2000,
        seed: int = 0,
    ) -> PairedDifference:
        """Return how much the objective of a policy differs from a rival's, with an interval.

        Parameters
        ----------
        name, rival : str
        risk_weight : float
            See `summary`.
        level : float
            Of the interval, in (0, 1).
        resamples : int
            Of the paired bootstrap, at least 100.
        seed : int
            Of the resamples.

        Returns
        -------
        PairedDifference
            In percent of the premium; below 0 the policy is cheaper than its rival.
        """
        return paired_difference(
            (name, rival),
            (self.percentages(name), self.percentages(rival)),
            risk_weight=risk_weight,
            level=level,
            resamples=resamples,
            seed=seed,
        )

    def _row(self, name: str) -> int:
        if name not in self.names:
            raise InvalidArgumentError(f"no policy is named {name!r}: give one of {self.names}")
        return self.names.index(name)


def hedging_costs(
    policies: HedgingPolicy | Mapping[str, HedgingPolicy],
    setup: HedgingSetup,
    *,
    paths: int = 100_000,
    seed: int = 0,
    threads: int = 1,
) -> HedgingCosts:
    """Hedge an option by one or several policies on the same simulated paths.

    Parameters
    ----------
    policies : HedgingPolicy or mapping of str to HedgingPolicy
        One policy is named by its class.
    setup : HedgingSetup
    paths : int
        At least 2.
    seed : int
        From 0 to 2^64 - 1; give the tuning of a policy another one.
    threads : int
        At least 1; the results do not depend on it.

    Returns
    -------
    HedgingCosts

    Raises
    ------
    InvalidArgumentError
        If there is no policy, or an argument is outside its domain.

    Examples
    --------
    >>> from axiom.desk.hedging import BlackScholesDelta, cao_chen_hull_poulos, hedging_costs
    >>> setup = cao_chen_hull_poulos()["1 month weekly"]
    >>> costs = hedging_costs(BlackScholesDelta(), setup, paths=10_000)
    >>> round(costs.summary()[0].mean, 1)
    69.2

    Notes
    -----
    Bands (`BandPolicy`) run in the compiled core; any other policy is asked for its hedges, in
    blocks of paths.

    Verified by ``tests/unit/desk/hedging/test_costs.py`` and
    ``tests/parity/test_hedging_parity.py``.
    """
    named = policies if isinstance(policies, Mapping) else {type(policies).__name__: policies}
    if not named:
        raise InvalidArgumentError("policies is empty: give at least one")
    for name, policy in named.items():
        if not isinstance(policy, HedgingPolicy):
            raise InvalidArgumentError(f"policies[{name!r}]={policy!r} has no hedge(state)")
    if isinstance(paths, bool) or not isinstance(paths, int | np.integer) or paths < 2:
        raise InvalidArgumentError(f"paths={paths!r}: give a whole number of at least 2")
    used = check_threads(threads)
    parts: list[list[tuple[Any, Any]]] = [[] for _ in named]
    for block in _blocks(setup, int(paths), seed, used):
        for column, policy in zip(parts, named.values(), strict=True):
            column.append(costs_on_paths(policy, setup, block, threads=used))
    joined = [[np.concatenate(both)[:paths] for both in zip(*part, strict=True)] for part in parts]
    return HedgingCosts(
        setup=setup,
        names=tuple(named),
        losses=np.stack([loss for loss, _ in joined]),
        trading=np.stack([trading for _, trading in joined]),
    )


def costs_on_paths(
    policy: HedgingPolicy, setup: HedgingSetup, paths: HedgingPaths, *, threads: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return losses and costs of trading of a policy on given paths, each (paths,).

    Parameters
    ----------
    policy : HedgingPolicy
    setup : HedgingSetup
        With which the paths were simulated.
    paths : HedgingPaths
    threads : int

    Verified by ``tests/parity/test_hedging_parity.py``.
    """
    if not isinstance(policy, BandPolicy):
        return account(policy, setup, paths)
    option = setup.option
    return rule_costs(
        policy.rule(is_call=option.is_call, is_short=setup.is_short),
        paths.spots,
        paths.vols,
        paths.slopes,
        strike=option.strike,
        expiry=option.expiry,
        rate=setup.rate,
        cost=setup.cost,
        premium=setup.premium,
        is_short=setup.is_short,
        threads=threads,
    )


def _blocks(setup: HedgingSetup, n_paths: int, seed: int, threads: int) -> Iterator[HedgingPaths]:
    for first in range(0, n_paths, PATHS_AT_ONCE):
        count = min(PATHS_AT_ONCE, n_paths - first)
        yield simulate_hedging_paths(
            setup, n_paths=count, seed=seed, first_path=first, threads=threads
        )
