"""The certificate of a surface: free of static arbitrage or not, where, and how well it fits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.certificate import stored
from axiom.volatility.certificate.arbitrage import (
    CertificateSettings,
    Points,
    check_calendar_pairs,
    check_points,
    grid_points,
)
from axiom.volatility.certificate.conditions import decided_how, left_open, proved_text
from axiom.volatility.certificate.money import with_money
from axiom.volatility.certificate.proofs import KINDS, PLACES, prove
from axiom.volatility.certificate.quality import fit_quality
from axiom.volatility.certificate.refine import refined_points
from axiom.volatility.surface import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["Certificate", "certify"]

_COLUMNS = (
    "expiry", "years", "reason", "strike", "is_call", "bid", "ask", "mid", "forward",
    "discount_factor", "log_moneyness", "mid_vol",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certificate:
    """What was checked of a surface, what was found, and how well it fits the quotes.

    Attributes
    ----------
    violations : polars.DataFrame
        One row each: `kind` ("bounds", "butterfly", "density", "call spread", "calendar", "wing"),
        `expiry` in years, `strike` and `log_moneyness` of the worst point, `start` and `end` (the
        log-moneyness between which it lies), `size`, `region`, `found` ("proved", "undecided", "at
        a point"), `size_price`, `size_vol` and `half_width`; the largest of a kind first. Sizes:
        the shortfall of g, of density times forward, the excess of the call's slope outside
        [-1, 0], the fall of total variance (for the derivative: times the expiry), the excess of
        a wing's slope. `size_price` is what the butterfly of that half-width, the call spread or
        the calendar spread there pays, per unit of the discounted forward; `size_vol` the move of
        the vol that ends it.
    conditions : polars.DataFrame
        How each condition was decided: `kind`, `place` ("on slices", "between slices", "before the
        first slice", "after the last slice", "everywhere") and `method`, "proved" where the form
        of the surface decides it exactly and else what the grid was.
    min_g : float
        Least value of Durrleman's g over grid and quotes.
    min_density : float
        Least risk-neutral density, per unit of price.
    calendar_min : float
        Least growth of total variance in expiry, per year.
    in_spread_share : float
        Share of quotes whose model price lies inside bid-ask; NaN without quotes.
    in_spread_share_otm : float
        The same of out-of-the-money quotes alone, whose spreads are tighter.
    rmse_vol : float
        Root mean square of model vol - mid vol over out-of-the-money quotes.
    rmse_spreads : float
        The same of (model price - mid) / (ask - bid): inside bid-ask is at most 0.5.
    n_quotes : int
        Quotes with reason OK.
    expiries : polars.DataFrame
        Fit quality by expiry.
    regions : polars.DataFrame
        For each region the share of grid points and of quotes, the least g and calendar growth.
    grid : str
        What the grid was.
    settings : CertificateSettings
        Extent and tolerances.
    surface_sha256 : str
        Of the surface's `to_json`; empty where the surface cannot be stored.

    Notes
    -----
    Verified by tests/unit/volatility/certificate/test_certificate.py and test_stored.py beside it.
    """

    violations: pl.DataFrame
    conditions: pl.DataFrame
    min_g: float
    min_density: float
    calendar_min: float
    in_spread_share: float
    in_spread_share_otm: float
    rmse_vol: float
    rmse_spreads: float
    n_quotes: int
    expiries: pl.DataFrame
    regions: pl.DataFrame
    grid: str
    settings: CertificateSettings
    surface_sha256: str

    @property
    def is_arbitrage_free(self) -> bool:
        """Whether no condition was missed by more than its tolerance."""
        return self.violations.is_empty()

    @property
    def method(self) -> dict[str, str]:
        """How each kind of condition was decided: "proved" only where it is so at every place."""
        kinds: dict[str, str] = {}
        for kind, method in self.conditions.select("kind", "method").iter_rows():
            if kinds.get(kind, "proved") == "proved":
                kinds[kind] = method
        return kinds

    def summary(self) -> str:
        """Say in four lines what was found, and how."""
        if self.is_arbitrage_free:
            verdict = "free of static arbitrage"
        else:
            kinds = self.violations.group_by("kind", maintain_order=True).len()
            verdict = "violations: " + ", ".join(f"{n} {kind}" for kind, n in kinds.iter_rows())
        quality = (
            f"{self.in_spread_share:.1%} of {self.n_quotes} quotes inside bid-ask, "
            f"{self.in_spread_share_otm:.1%} of those out of the money; "
            f"RMSE {self.rmse_vol:.4f} in vol, {self.rmse_spreads:.2f} in spreads"
        )
        return "\n".join(
            (
                f"{verdict}; {self.grid}",
                proved_text(self.conditions),
                f"least g {self.min_g:.3g}, density {self.min_density:.3g}, "
                f"dw/dt {self.calendar_min:.3g}",
                quality if self.n_quotes else "no quotes were given",
            )
        )

    def to_json(self) -> str:
        """Text from which `from_json` rebuilds the certificate bit for bit, with its checksum."""
        return stored.dump(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Rebuild a certificate; other versions and changed text raise DataError."""
        return cls(**stored.load(text))

    def save(self, path: str | Path) -> None:
        """Write `to_json` to a file, in UTF-8."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a certificate that `save` wrote."""
        return cls.from_json(Path(path).read_text(encoding="utf-8"))

    def verify(self, surface: Surface, options: pl.DataFrame | None = None) -> bool:
        """Certify the surface again and say whether it is free of arbitrage.

        Parameters
        ----------
        surface : Surface
            The surface that was certified.
        options : polars.DataFrame, optional
            The quotes it was certified with. Without them what depends on quotes is not compared.

        Returns
        -------
        bool
            `is_arbitrage_free`, found again.

        Raises
        ------
        DataError
            The surface is another one, or certifying it again does not give what is written here:
            the certificate was changed, or made by another release or with other quotes.
        """
        found = _sha256(surface)
        if not self.surface_sha256 or found != self.surface_sha256:
            msg = (
                f"the certificate is of the surface with SHA-256 {self.surface_sha256 or '(none)'} "
                f"and this one has {found or '(none)'}; give the surface that was certified"
            )
            raise DataError(msg)
        again = certify(surface, options, settings=self.settings)
        stored.compare(self, again, with_quotes=options is not None)
        return again.is_arbitrage_free


def certify(
    surface: Surface,
    options: pl.DataFrame | None = None,
    *,
    settings: CertificateSettings | None = None,
) -> Certificate:
    """Check a surface for static arbitrage, by proof where its form allows it, and its fit.

    Parameters
    ----------
    surface : Surface
        Any surface that satisfies the protocol.
    options : polars.DataFrame, optional
        As `implied_smiles` returns it: its quotes are checked too, and how well they are fitted.
    settings : CertificateSettings, optional

    Returns
    -------
    Certificate
        Violations are listed in it, not raised.

    Raises
    ------
    InvalidArgumentError
        A column is missing.

    Notes
    -----
    Butterfly: Durrleman's g and the surface's own density are >= 0. Call spread: the undiscounted
    call's slope in strike lies in [-1, 0]. Bounds: total variance is above 0, so that the price
    lies between intrinsic value and forward. Calendar: total variance does not fall in expiry at
    fixed log-moneyness, by its derivative and from each grid expiry to the next. Wing: total
    variance rises outwards, less steeply than 2 (Lee).

    Of a spline surface, bounds, butterfly, calendar and wings are proved or disproved everywhere:
    on, between, before and after the slices and to infinity in strike, up to the rounding of the
    evaluation. Of SVI, SSVI and eSSVI slices, butterfly is, and the calendar of slices that are
    proved not to cross. What is not proved is searched on a dense
    grid, at every quote and, around the least values of the grid, between its points;
    `Certificate.conditions` says which holds of what. Density and call spread are the surface's
    own output and always searched.

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, sections 2 and 4.
    .. [2] Roper, M. (2010), "Arbitrage free implied volatility surfaces", University of Sydney.
    .. [3] Lee, R. (2004), "The moment formula for implied volatility at extreme strikes",
       Mathematical Finance 14(3), 469-480.
    .. [4] Hendriks, S., Martini, C. (2019), "The extended SSVI volatility surface", Journal of
       Computational Finance 22(5), 25-39.
    .. [5] Martini, C., Mingone, A. (2022), "No arbitrage SVI", SIAM Journal on Financial
       Mathematics 13(1), 227-261.

    Verified by tests/unit/volatility/certificate/test_certificate.py (raw SVI parameters with
    known butterfly arbitrage and slices that cross) and
    tests/unit/kernels/test_spline_certificate.py (the exact check against dense grids).
    """
    settings = settings or CertificateSettings()
    quotes = _usable(options)
    proofs = prove(surface)
    expiries, k = grid_points(surface, settings)
    grid = check_points(surface, np.repeat(expiries, k.shape[1]), k.ravel(), settings)
    others = [_at_quotes(surface, quotes, settings)]
    if len(proofs.decided) < len(KINDS) * len(PLACES) and settings.refinements:
        refined = refined_points(surface, expiries, k, grid, settings)
        others.append(check_points(surface, *refined, settings))
    pairs = check_calendar_pairs(surface, expiries, k, settings)
    searched = pl.concat([grid.violations, *(o.violations.unique() for o in others), pairs])
    violations = pl.concat([proofs.violations, left_open(surface, proofs, searched)])
    overall, by_expiry = fit_quality(surface, quotes)
    return Certificate(
        violations=with_money(surface, violations).sort("kind", "size", descending=[False, True]),
        conditions=decided_how(proofs, k, settings),
        min_g=_least(grid.g, *(o.g for o in others)),
        min_density=_least(grid.density, *(o.density for o in others)),
        calendar_min=_least(grid.dw_dt, *(o.dw_dt for o in others)),
        in_spread_share=overall.in_spread_share,
        in_spread_share_otm=overall.in_spread_share_otm,
        rmse_vol=overall.rmse_vol,
        rmse_spreads=overall.rmse_spreads,
        n_quotes=quotes.height,
        expiries=by_expiry,
        regions=_regions(grid, others[0]),
        grid=f"{expiries.size} expiries x {k.shape[1]} strikes to {settings.deviations:g} "
        f"deviations and {quotes.height} quotes",
        settings=settings,
        surface_sha256=_sha256(surface),
    )


def _usable(options: pl.DataFrame | None) -> pl.DataFrame:
    if options is None:
        numbers = dict.fromkeys(_COLUMNS, pl.Float64)
        return pl.DataFrame(schema={**numbers, "reason": pl.String, "is_call": pl.Boolean})
    missing = [c for c in _COLUMNS if c not in options.columns]
    if missing:
        msg = f"options lacks the columns {missing}; give the table that implied_smiles returns"
        raise InvalidArgumentError(msg)
    return options.filter(pl.col("reason") == "OK", pl.col("years") > 0.0)


def _at_quotes(surface: Surface, quotes: pl.DataFrame, settings: CertificateSettings) -> Points:
    places = (quotes["years"].to_numpy(), quotes["log_moneyness"].to_numpy())
    return check_points(surface, *places, settings)


def _sha256(surface: Surface) -> str:
    to_json = getattr(surface, "to_json", None)
    return "" if to_json is None else hashlib.sha256(to_json().encode()).hexdigest()


def _least(*arrays: NDArray[np.float64]) -> float:
    return float(min(a.min(initial=np.inf) for a in arrays))


def _regions(grid: Points, at_quotes: Points) -> pl.DataFrame:
    rows = []
    for region in Region:
        on, of = grid.region == region, at_quotes.region == region
        rows.append(
            {
                "region": region.name,
                "grid_share": float(on.mean()),
                "quote_share": float(of.mean()) if of.size else 0.0,
                "min_g": _least(grid.g[on], at_quotes.g[of]),
                "calendar_min": _least(grid.dw_dt[on], at_quotes.dw_dt[of]),
            }
        )
    return pl.DataFrame(rows)
