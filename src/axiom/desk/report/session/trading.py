"""Quotes, fills and hedges of a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from axiom.core.plain import rounded
from axiom.desk.replay.events import Filled, Quoted
from axiom.desk.report.session.account import shown_rows, stamps

if TYPE_CHECKING:
    from axiom.desk.replay import SessionResult

__all__ = ["fill_data", "hedge_data", "markout_data", "quote_data"]

MOST_FILLS: Final = 4000
LISTED: Final = 100
DIGITS: Final = 8
SIDES: Final = ("bought", "sold")


def quote_data(result: SessionResult) -> dict[str, Any]:
    """Give own quotes beside the market's: through time, and by expiry.

    Returns
    -------
    dict
        ``time`` and, at each update, the half-spreads, their ratio, the shares of sides inside
        and at the market's touch, and the sides quoted; ``by_expiry``: means over the updates in
        which both quote, ``spread`` in market spreads and ``at_touch``, and how many those are;
        ``at_touch`` over all updates.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    table = result.quotes
    shown = table[shown_rows(table.height)]
    own, market = shown["half_spread"].to_numpy(), shown["market_half_spread"].to_numpy()
    ratio = np.divide(own, market, out=np.full(own.size, np.nan), where=market > 0.0)
    names = ("half_spread", "market_half_spread", "share_inside", "share_at_touch")
    quoted = result.of_kind(Quoted)
    at_touch = table["share_at_touch"].fill_nan(None).mean()
    return {
        "time": stamps(shown),
        **{name: rounded(shown[name].to_numpy(), DIGITS) for name in names},
        "ratio": rounded(ratio, DIGITS),
        "n_bids": shown["n_bids"].to_list(),
        "n_asks": shown["n_asks"].to_list(),
        "by_expiry": _by_expiry(
            (one.spreads_by_expiry for one in quoted), (one.at_touch_by_expiry for one in quoted)
        ),
        "at_touch": at_touch,
    }


def _by_expiry(
    spreads: Iterable[Mapping[str, float]], at_touch: Iterable[Mapping[str, float]]
) -> list[dict[str, Any]]:
    """Take means over the updates."""
    wide, near = _means(spreads), _means(at_touch)
    return [
        {
            "expiry": expiry,
            "spread": wide.get(expiry, (None, 0))[0],
            "at_touch": near.get(expiry, (None, 0))[0],
            "updates": near.get(expiry, (None, 0))[1],
        }
        for expiry in sorted({*wide, *near})
    ]


def _means(figures: Iterable[Mapping[str, float]]) -> dict[str, tuple[float, int]]:
    found: dict[str, list[float]] = {}
    for one in figures:
        for name, amount in one.items():
            found.setdefault(name, []).append(amount)
    return {name: (float(np.mean(amounts)), len(amounts)) for name, amounts in found.items()}


def fill_data(result: SessionResult) -> dict[str, Any]:
    """Give the fills: each with its edge, and sums by side and by expiry.

    Returns
    -------
    dict
        ``points``, at most 4,000 evenly chosen, for the picture; ``sums`` by expiry and side with
        fills, contracts, edge a contract and in all, in currency at the model's value; ``last``,
        the last 100 fills.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    unit = result.opened.multiplier
    table = result.fills.with_columns(
        pl.when(pl.col("quantity") > 0.0).then(pl.lit("bought")).otherwise(pl.lit("sold"))
        .alias("side"),
        (pl.col("edge") * pl.col("quantity").abs() * unit).alias("edge_total"),
    )  # fmt: skip
    step = max(1, -(-table.height // MOST_FILLS))
    points = table.gather_every(step)
    return {
        "points": {
            "time": stamps(points),
            "side": points["side"].to_list(),
            "edge": rounded((points["edge"] * unit).to_numpy(), DIGITS),
            "option": [_option(row) for row in points.iter_rows(named=True)],
        },
        "shown_every": step,
        "sums": _sums(table, unit),
        "last": [
            {
                "time": row["time"],
                "option": _option(row),
                **{name: row[name] for name in ("quantity", "price", "value", "fee", "rule")},
                "edge_total": row["edge_total"],
            }
            for row in table.tail(LISTED).reverse().iter_rows(named=True)
        ],
    }


def _option(row: Mapping[str, Any]) -> str:
    return f"{row['expiry']:%Y-%m-%d} {row['strike']:g} {'call' if row['is_call'] else 'put'}"


def _sums(table: pl.DataFrame, unit: float) -> list[dict[str, Any]]:
    """Sum fills by expiry and side, then by side."""
    by_date = table.with_columns(pl.col("expiry").dt.strftime("%Y-%m-%d").alias("group"))
    whole = table.with_columns(pl.lit("all").alias("group"))
    sums = (
        pl.concat([by_date, whole])
        .group_by("group", "side")
        .agg(
            pl.len().alias("fills"),
            pl.col("quantity").abs().sum().alias("contracts"),
            pl.col("edge_total").sum(),
            pl.col("fee").sum(),
        )
        .with_columns((pl.col("edge_total") / pl.col("contracts")).alias("edge_contract"))
        .sort("group", "side")
    )
    return sums.to_dicts()


def markout_data(result: SessionResult) -> dict[str, Any]:
    """Give what fills gained against the market's mid some time after them, by side.

    Returns
    -------
    dict
        ``fills``, how many there are; ``rows``: one a horizon and side, with the fills that an
        update followed in time and whose option had a mid then (``measured``), the mean gain of a
        contract in currency, the same with the delta hedged, and its standard error (None of
        fewer than two fills). Horizon 0 is the market after the update in which the fill happened.

    Notes
    -----
    Means weigh each fill by its contracts. With weights w, mean m and gains g of n fills, the
    error is sqrt(n / (n - 1) sum w^2 (g - m)^2) / sum w, as if fills were independent of each
    other: those of one update are not, which makes it too small.
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    unit, fills = result.opened.multiplier, result.of_kind(Filled)
    by_number = {one.sequence: one for one in fills}
    rows = [(0.0, _side(one), abs(one.quantity), _gain_at_once(one) * unit, None) for one in fills]
    for mark in result.markouts.iter_rows(named=True):
        fill = by_number[mark["fill"]]
        gains = (mark["gain"] * unit, mark["hedged_gain"] * unit)
        rows.append((mark["horizon_seconds"], _side(fill), abs(fill.quantity), *gains))
    schema = dict.fromkeys(("horizon", "contracts", "gain", "hedged"), pl.Float64)
    names = ["horizon", "side", "contracts", "gain", "hedged"]
    table = pl.DataFrame(
        rows, schema=[(name, schema.get(name, pl.String)) for name in names], orient="row"
    ).filter(pl.col("gain").is_finite())
    horizons = [0.0, *result.opened.settings.get("markout_seconds", ())]
    return {
        "fills": {side: sum(_side(one) == side for one in fills) for side in SIDES},
        "rows": [_marked(table, horizon, side) for horizon in horizons for side in SIDES],
    }


def _side(fill: Filled) -> str:
    return "bought" if fill.quantity > 0.0 else "sold"


def _gain_at_once(fill: Filled) -> float:
    return (fill.market_mid - fill.price) * float(np.sign(fill.quantity))


def _marked(table: pl.DataFrame, horizon: float, side: str) -> dict[str, Any]:
    """Give the means of one horizon and side."""
    own = table.filter(pl.col("horizon") == horizon, pl.col("side") == side)
    weight, gain = own["contracts"].to_numpy(), own["gain"].to_numpy()
    hedged = own["hedged"].drop_nulls().to_numpy()
    at = {"horizon": horizon, "side": side, "measured": own.height}
    if not own.height:
        return {**at, "mean": None, "error": None, "hedged": None, "hedged_error": None}
    mean, error = _mean_and_error(gain, weight)
    if hedged.size != gain.size:
        return {**at, "mean": mean, "error": error, "hedged": None, "hedged_error": None}
    hedged_mean, hedged_error = _mean_and_error(hedged, weight)
    return {
        **at, "mean": mean, "error": error, "hedged": hedged_mean, "hedged_error": hedged_error
    }  # fmt: skip


def _mean_and_error(gain: Any, weight: Any) -> tuple[float, float | None]:
    mean = float(np.average(gain, weights=weight))
    n = gain.size
    if n < 2:
        return mean, None
    spread = np.sum((weight * (gain - mean)) ** 2) * n / (n - 1)
    return mean, float(np.sqrt(spread) / weight.sum())


def hedge_data(result: SessionResult) -> dict[str, Any]:
    """Give trades in the underlying: units, what they cost so far, the delta they leave.

    Returns
    -------
    dict
        By hedge ``time``, ``quantity``, ``cost`` (sum so far), ``delta_before`` and
        ``delta_after`` in units of the underlying, at most 1,500 evenly chosen; ``n``, ``units``
        traded and ``total`` cost over all.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    table = result.hedges.with_columns(pl.col("cost").cum_sum().alias("so_far"))
    shown = table[shown_rows(table.height)]
    names = ("quantity", "so_far", "delta_before", "delta_after")
    return {
        "time": stamps(shown),
        **{name: rounded(shown[name].to_numpy(), DIGITS) for name in names},
        "n": table.height,
        "units": float(table["quantity"].abs().sum()),
        "total": float(table["cost"].sum()),
    }
