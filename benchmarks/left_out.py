"""Quotes left out of the fit and then looked for: `python -m benchmarks.left_out [--all]`.

One strike of every expiry is left out at a time, call and put, and the whole day is fitted again;
strikes of different expiries hardly touch each other. The out-of-the-money quote left out counts
as found where the model's price lies inside its bid and ask. Forwards are those of the whole
chain. The outermost strikes are left out like the others, and so are extrapolated. `--all` leaves
out every strike in turn; without it, a sample drawn at random in `ROUNDS` fits a day.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import numpy as np
import polars as pl

from axiom.core.errors import FitError
from benchmarks.volatility_days import Day, fit, inside, out_of_the_money, spx_days

ROUNDS = 8
SEED = 20190425


def one_at_a_time(day: Day, curve: str, *, rounds: int | None = ROUNDS) -> tuple[int, int]:
    """Count the quotes found and those left out; `rounds` None for all."""
    turns = turns_of(day.quotes, SEED)
    last = int(turns["turn"].max()) + 1  # type: ignore[arg-type]
    wanted = range(last if rounds is None else min(rounds, last))
    return _total(_found(day, turns, pl.col("turn") == turn, curve) for turn in wanted)


def every_second(day: Day, curve: str) -> tuple[int, int]:
    """Count the same with every second strike left out, first the even and then the odd ones."""
    ranked = _strikes(day.quotes).with_columns(
        turn=pl.col("strike").rank("ordinal").over("expiry").cast(pl.Int64)
    )
    return _total(_found(day, ranked, pl.col("turn") % 2 == odd, curve) for odd in (0, 1))


def share(counts: Iterable[tuple[int, int]]) -> tuple[float, int]:
    """Return the percentage found, and of how many."""
    found, tried = _total(counts)
    return 100.0 * found / tried, tried


def _total(counts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    found, tried = zip(*counts, strict=True)
    return sum(found), sum(tried)


def _strikes(quotes: pl.DataFrame) -> pl.DataFrame:
    """One row a strike that has an out-of-the-money quote."""
    return out_of_the_money(quotes).select("expiry", "strike").unique(maintain_order=True)


def turns_of(quotes: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Give each strike of an expiry a turn of its own, at random.

    There are as many turns as the longest expiry has strikes; the others stay out of some, so that
    every strike has the same chance of a given turn.
    """
    rng = np.random.default_rng(seed)
    strikes = _strikes(quotes).with_columns(n=pl.len().over("expiry"))
    last = strikes["n"].max()
    drawn = strikes.with_columns(drawn=pl.Series(rng.random(strikes.height)))
    place = (
        pl.col("drawn").rank("ordinal").over("expiry") - 1 + pl.col("drawn").first().over("expiry")
    )
    return drawn.with_columns(turn=(place * last / pl.col("n")).floor().cast(pl.Int64))


def _found(day: Day, turns: pl.DataFrame, chosen: pl.Expr, curve: str) -> tuple[int, int]:
    out = turns.filter(chosen).select("expiry", "strike")
    kept = day.options.join(out, on=["expiry", "strike"], how="anti", maintain_order="left")
    wanted = out_of_the_money(day.quotes).join(out, on=["expiry", "strike"], how="semi")
    try:
        surface = fit(day, curve, kept)
    except FitError:
        return 0, wanted.height
    k, t = (wanted[name].to_numpy() for name in ("log_moneyness", "years"))
    vol = np.asarray(surface.vol(log_moneyness=k, expiry=t))
    return int(inside(wanted, vol).sum()), wanted.height


def main(arguments: list[str]) -> int:
    """Print the shares of both curves, day by day."""
    rounds = None if "--all" in arguments else ROUNDS
    for curve in ("spline", "essvi"):
        single, second = [], []
        for day in spx_days():
            single.append(one_at_a_time(day, curve, rounds=rounds))
            second.append(every_second(day, curve))
            print(
                f"{curve:8}{day.name}  one left out {share(single[-1:])[0]:6.2f} %  "
                f"every second {share(second[-1:])[0]:6.2f} %",
                flush=True,
            )
        for name, counts in (("one left out", single), ("every second", second)):
            found, tried = share(counts)
            print(f"{curve:8}{name}: {found:.2f} % of {tried:,} quotes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
