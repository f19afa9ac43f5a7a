"""P&L explain of mixed books over the SPX days: what is left unexplained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl

from axiom.market.chain import years_column
from axiom.risk import BookState, Explain, evaluate, explain
from axiom.risk.spot_vol import smile_greeks, spot_vol_slopes
from axiom.volatility import SpotVolDynamics, fit_skew_stickiness
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import Day, fit, spx_days

JOB = "P&L explain of the SPX days"
OPTIONS, MOST, SEEDS = 200, 0.05, (0, 1, 2, 3, 4)


def run(report: Report) -> None:
    """Explain books of options drawn from each day's chain over the night to the next."""
    days = spx_days()
    states = [_state(day) for day in days]
    ratio = fit_skew_stickiness([s.surface for s in states], [s.spot for s in states]).dynamics
    pairs = list(zip(days, pairwise(states), strict=False))
    begun = perf_counter()
    found = [_explains(pairs, seed) for seed in SEEDS]
    each = (perf_counter() - begun) / sum(len(one) for one in found)
    shares = [one.residual_share for one in found[0]]
    middle, worst = float(np.median(shares)), max(shares)
    spread = [float(np.median([one.residual_share for one in some])) for some in found]
    report.add(
        Row(
            job=f"residual of a book of {OPTIONS} options, median of {len(shares)} days",
            measured=100.0 * middle, unit="%", target=f"≤ {100.0 * MOST:.0f} % of all terms",
            met=middle <= MOST,
            note=f"worst day {100.0 * worst:.2f} %, {_night(found[0], worst)};"
            f" medians of {len(SEEDS)} seeds {100.0 * min(spread):.3f} to"
            f" {100.0 * max(spread):.3f} %; {1e3 * each:.0f} ms an explain",
        )
    )  # fmt: skip
    for what, given in _others(ratio):
        report.add(_other(what, _explains(pairs, SEEDS[0], **given)))


def _others(ratio: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the same books told in other ways."""
    yield "hedged by its delta", {"hedged": True}
    yield (
        f"hedged, under a skew-stickiness ratio of {ratio.skew_stickiness:.2f}",
        {
            "hedged": True,
            "dynamics": ratio,
        },
    )
    yield "hedged, second-order Greeks from the start alone", {"hedged": True, "greeks": "start"}
    yield "hedged, second-order Greeks along the path", {"hedged": True, "greeks": "path"}


def _other(what: str, found: Sequence[Explain]) -> Row:
    shares = [one.residual_share for one in found]
    smile = [abs(one.terms["smile_other"]) / _size(one) for one in found]
    return Row(
        job=f"residual of the book, {what}",
        measured=100.0 * float(np.median(shares)),
        unit="%",
        note=f"worst day {100.0 * max(shares):.2f} %; moves of the smiles beyond level, skew and"
        f" curvature are {100.0 * float(np.median(smile)):.1f} % of the terms at the median",
    )


def _size(one: Explain) -> float:
    return sum(abs(value) for value in one.terms.values())


def _night(found: Sequence[Explain], share: float) -> str:
    """Name the interval with a share of residual."""
    one = next(one for one in found if one.residual_share == share)
    return f"{one.start:%Y-%m-%d} to {one.end:%Y-%m-%d}"


def _state(day: Day) -> BookState:
    if day.chain.spot is None:
        raise TypeError(f"{day.name} has no spot")
    return BookState(surface=fit(day, "spline"), spot=day.chain.spot)


def _explains(
    pairs: Sequence[tuple[Day, tuple[BookState, BookState]]],
    seed: int,
    *,
    hedged: bool = False,
    **given: Any,
) -> list[Explain]:
    """Explain a book drawn on each day to the next."""
    found = []
    for i, (day, (before, after)) in enumerate(pairs):
        positions = _book(day.quotes, np.random.default_rng((seed, i)))
        held = BookState(surface=before.surface, spot=before.spot, positions=positions)
        if hedged:
            positions = _hedged(positions, held, given)
            held = BookState(surface=before.surface, spot=before.spot, positions=positions)
        found.append(explain(held, after, **given))
    return found


def _book(quotes: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Draw options of every expiry in turn, long and short, 1 to 20 contracts of each."""
    by_expiry = quotes.sort("years", "strike", "is_call").partition_by("years")
    drawn = []
    for i in range(OPTIONS):
        listed = by_expiry[i % len(by_expiry)]
        place = int(rng.integers(listed.height))
        drawn.append(listed.select("expiry", "strike", "is_call")[place])
    quantity = rng.choice([-1.0, 1.0], OPTIONS) * rng.integers(1, 21, OPTIONS)
    return pl.concat(drawn).with_columns(
        pl.Series("quantity", quantity), pl.lit(100.0).alias("multiplier")
    )


def _hedged(positions: pl.DataFrame, held: BookState, given: dict[str, Any]) -> pl.DataFrame:
    """Sell the delta of the options in the underlying, by the dynamics of the explain."""
    surface, spot = held.surface, held.spot
    follows = SpotVolDynamics.of(given.get("dynamics", "sticky_strike"))
    years = positions.select(years_column(held.time)).to_series().to_numpy()
    strike = positions["strike"].to_numpy()
    market: dict[str, Any] = {
        "strike": strike,
        "years": years,
        "forward": surface.forward(years),
        "discount_factor": surface.discount_factor(years),
        "vol": surface.vol(strike=strike, expiry=years),
        "is_call": positions["is_call"].to_numpy(),
    }
    terms: Any = {"surface": surface, "spot": spot, "terms": held.terms, "dynamics": follows}
    figures = evaluate(spot=spot, **market)
    delta = smile_greeks(figures, spot_vol_slopes(market, **terms), follows)["smile_delta"]
    units = (positions["quantity"] * positions["multiplier"]).to_numpy()
    hedge = pl.DataFrame({"quantity": [-float(units @ delta)], "multiplier": [1.0]})
    return pl.concat([positions, hedge], how="diagonal")
