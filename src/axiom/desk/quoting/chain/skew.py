r"""How far quotes lean against the inventory, from a quadratic penalty on bucketed Greeks.

Over a horizon h the value of the book moves by

    dV = D dS + sum_b (N_b dvol_b + G_b q_b / 2),

with D its delta (vols moving with the spot), N_b and G_b its vega and gamma in bucket b of expiry
and moneyness, dS of variance v = S^2 vol^2 h, and q_b the squared moves of the spot that bucket b
sees, of variance 2 v^2. Vols of bucket b have the deviation s_b = vol_of_vol vol_b sqrt(short / T),
at most vol_of_vol vol_b, per square root of a year; buckets correlate by

    rho_bc = exp(-|log(T_b / T_c)| / expiry_length - |m_b - m_c| / moneyness_length)

with m the moneyness in deviations, and vols with the spot by r:

    Cov(dvol_b, dvol_c) = s_b s_c h (r^2 + (1 - r^2) rho_bc),  Cov(dS, dvol_b) = r s_b sqrt(v h),
    Cov(q_b, q_c) = 2 v^2 rho_bc.

The penalty a Var(dV) / 2 with risk aversion a has in the quantity of option i the derivative
a Cov(dV_i, dV): the option is worth that much less to the desk. Its quotes shift by

    -a [delta_i (v D + sum_c Cov(dS, dvol_c) N_c)
        + vega_i (sum_c Cov(dvol_b, dvol_c) N_c + Cov(dS, dvol_b) D)
        + gamma_i v^2 / 2 sum_c rho_bc G_c],  b the bucket of option i.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.book import BookSums
    from axiom.desk.quoting.chain.rules import InventorySkew

__all__ = ["RiskPrices", "SkewModel"]

Floats = NDArray[np.float64]

DAYS_A_YEAR: Final = 365.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskPrices:
    """What a unit of each Greek costs the desk, currency.

    Attributes
    ----------
    delta : float
    vega, gamma : ndarray, (n_buckets,)
    """

    delta: float
    vega: Floats
    gamma: Floats


class SkewModel:
    """Buckets of options and the covariances of what moves them; the formula is in the module.

    Parameters
    ----------
    rules : InventorySkew
        Risk aversion, buckets and correlations.
    years, vol, log_moneyness : ndarray, (n,)
        Of each row when the surface came; NaN where it has expired.
    spot_vol : float
        Vol of the spot over the horizon.

    Attributes
    ----------
    bucket : ndarray of int32, (n,)
        Bucket of each row; 0 where it has expired.
    n_buckets : int

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_skew.py.
    """

    def __init__(
        self,
        rules: InventorySkew,
        *,
        years: Floats,
        vol: Floats,
        log_moneyness: Floats,
        spot_vol: float,
    ) -> None:
        self._aversion = rules.risk_aversion
        self._horizon = rules.horizon_days / DAYS_A_YEAR
        self._spot_variance = spot_vol**2 * self._horizon
        self.n_buckets = (len(rules.expiry_edges_days) + 1) * (len(rules.moneyness_edges) + 1)
        deviations = log_moneyness / (vol * np.sqrt(years))
        self.bucket = _buckets(rules, years, deviations)
        log_years, place, mean_vol = self._centres(np.log(years), deviations, vol)
        self._rho = np.exp(
            -np.abs(np.subtract.outer(log_years, log_years)) / rules.expiry_length
            - np.abs(np.subtract.outer(place, place)) / rules.moneyness_length
        )
        short = rules.short_days / DAYS_A_YEAR
        deviation = rules.vol_of_vol * mean_vol * np.sqrt(short / np.fmax(np.exp(log_years), short))
        r = rules.spot_vol_correlation
        joint = r * r + (1.0 - r * r) * self._rho
        self._vol_covariance = np.multiply.outer(deviation, deviation) * joint * self._horizon
        self._with_spot = r * deviation * math.sqrt(self._horizon)

    def prices(self, sums: BookSums, spot: float) -> RiskPrices:
        """Give the price of each Greek for a book.

        Parameters
        ----------
        sums
            The book's Greeks.
        spot
            Spot, > 0.

        Returns
        -------
        RiskPrices
            Zero without risk aversion.
        """
        if self._aversion == 0.0:
            none = np.zeros(self.n_buckets)
            return RiskPrices(delta=0.0, vega=none, gamma=none)
        variance = self._spot_variance * spot * spot
        with_spot = self._with_spot * math.sqrt(variance)
        delta = variance * sums.smile_delta + float((with_spot * sums.vega_by_bucket).sum())
        vega = (self._vol_covariance * sums.vega_by_bucket).sum(axis=1)
        gamma = (self._rho * sums.gamma_by_bucket).sum(axis=1)
        return RiskPrices(
            delta=self._aversion * delta,
            vega=self._aversion * (vega + with_spot * sums.smile_delta),
            gamma=self._aversion * 0.5 * variance**2 * gamma,
        )

    def _centres(self, *columns: Floats) -> list[Floats]:
        """Mean of each column over the rows of each bucket; 0 where it has none."""
        known = np.isfinite(columns[0]) & np.isfinite(columns[1]) & np.isfinite(columns[2])
        rows = self.bucket[known]
        count = np.maximum(np.bincount(rows, minlength=self.n_buckets), 1)
        return [
            np.bincount(rows, weights=one[known], minlength=self.n_buckets) / count
            for one in columns
        ]


def _buckets(rules: InventorySkew, years: Floats, deviations: Floats) -> NDArray[np.int32]:
    """Give the number of each row's bucket: by expiry first, then by moneyness."""
    across = len(rules.moneyness_edges) + 1
    row = np.searchsorted(rules.expiry_edges_days, DAYS_A_YEAR * years, side="right")
    column = np.searchsorted(rules.moneyness_edges, deviations, side="right")
    return np.where(np.isfinite(deviations), row * across + column, 0).astype(np.int32)
