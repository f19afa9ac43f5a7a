"""Margin by scenarios, in the style of portfolio margin and of SPAN; no exchange's own number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import choice, number, numbers
from axiom.risk.book import Book
from axiom.risk.valuation import value_book
from axiom.risk.value_at_risk.moves import MarketMoves
from axiom.risk.value_at_risk.revaluation import Revaluation
from axiom.volatility import DynamicsLike, ExerciseTerms, Surface

__all__ = ["Margin", "MarginRules", "book_margin", "group_margin"]

RANGES: Final = {"index": (-0.08, 0.06), "small_index": (-0.10, 0.10), "equity": (-0.15, 0.15)}
"""Moves that a class of underlying is valued under: high-capitalisation and other broad indices."""

POINTS: Final = 5
OPTION: Final = ("expiry_instant", "strike", "is_call", "exercise", "multiplier")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginRules:
    """The scenarios of a margin, and its least amount.

    Parameters
    ----------
    name
        What it is, for reports.
    spot_moves
        Relative moves of spot, each above -1.
    vol_moves
        Moves of every vol in decimals, one beside each move of spot.
    shares
        Share of the profit of each scenario that counts, in (0, 1].
    minimum
        Least margin for a unit of the underlying under an option contract: times the multiplier,
        per contract; 0 or more.
    minimum_on
        ``"all"``: on long contracts too, up to their market value; ``"short"``: on short ones.

    Raises
    ------
    InvalidArgumentError
        If lengths differ or a value is outside its domain.

    Notes
    -----
    Verified by tests/unit/risk/test_margin.py.
    """

    name: str
    spot_moves: tuple[float, ...]
    vol_moves: tuple[float, ...]
    shares: tuple[float, ...]
    minimum: float = 0.375
    minimum_on: str = "all"

    def __post_init__(self) -> None:
        """Check the scenarios."""
        numbers(self, "spot_moves", fewest=2, above=-1.0)
        numbers(self, "vol_moves", count=len(self.spot_moves))
        numbers(self, "shares", count=len(self.spot_moves), above=0.0, most=1.0)
        number(self, "minimum", least=0.0)
        choice(self, "minimum_on", ("all", "short"))

    @classmethod
    def portfolio(
        cls,
        kind: str = "index",
        *,
        vol_moves: Sequence[float] = (0.0,),
        minimum: float = 0.375,
    ) -> Self:
        """Give rules in the style of customer portfolio margin.

        Parameters
        ----------
        kind
            ``"index"``: high-capitalisation broad index, 8 % down to 6 % up; ``"small_index"``:
            other broad indices, 10 % either way; ``"equity"``: 15 % either way.
        vol_moves
            Moves of vol that every move of spot is combined with.
        minimum
            Per unit of the underlying: 0.375 is 37.50 for a contract on 100 shares.

        Raises
        ------
        InvalidArgumentError
            If the kind is unknown.

        References
        ----------
        .. [1] FINRA Rule 4210(g), "Portfolio margin": the ranges, ten valuation points at equal
           distances, the minimum of 0.375 times the multiplier.
        .. [2] Options Clearing Corporation, "Customer portfolio margin": theoretical values.
        """
        if kind not in RANGES:
            raise InvalidArgumentError(f"kind={kind!r}: give one of {', '.join(RANGES)}")
        low, high = RANGES[kind]
        down = [low * i / POINTS for i in range(POINTS, 0, -1)]
        up = [high * i / POINTS for i in range(1, POINTS + 1)]
        pairs = list(product((*down, *up), vol_moves))
        return cls(
            name=f"portfolio margin style, {kind}",
            spot_moves=tuple(spot for spot, _ in pairs),
            vol_moves=tuple(vol for _, vol in pairs),
            shares=(1.0,) * len(pairs),
            minimum=minimum,
        )

    @classmethod
    def span(
        cls,
        *,
        price_range: float,
        vol_range: float,
        extreme: float = 2.0,
        extreme_share: float = 0.35,
        minimum: float = 0.0,
    ) -> Self:
        """Give rules in the style of SPAN's sixteen scenarios.

        Parameters
        ----------
        price_range
            Relative move of spot that the exchange scans, in (0, 1).
        vol_range
            Move of vol that it scans, decimals, above 0.
        extreme, extreme_share
            The last two scenarios: moves of so many price ranges, of which so much counts; without
            a move of vol.
        minimum
            Per unit of the underlying under short options.

        Notes
        -----
        Moves of 0, a third, two thirds and all of the range, up and down, each with vols up and
        down; then the two extreme ones. Time does not pass, as it does by a day in the original.

        References
        ----------
        .. [1] Chicago Mercantile Exchange (1995), "Standard Portfolio Analysis of Risk", risk
           array scenarios 1 to 16.
        """
        if not 0.0 < price_range < 1.0 / max(extreme, 1.0):
            raise InvalidArgumentError(
                f"price_range={price_range!r}: give a share above 0, extreme of which is below 1"
            )
        thirds = (0.0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1.0, -1.0)
        pairs = list(product((price_range * third for third in thirds), (vol_range, -vol_range)))
        far = extreme * price_range
        return cls(
            name="SPAN style",
            spot_moves=(*(spot for spot, _ in pairs), far, -far),
            vol_moves=(*(vol for _, vol in pairs), 0.0, 0.0),
            shares=(1.0,) * len(pairs) + (extreme_share,) * 2,
            minimum=minimum,
            minimum_on="short",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The margin of a book on one underlying.

    Parameters
    ----------
    rules
        The rules it follows.
    requirement
        The larger of the scenarios' greatest loss and the minimum: currency, 0 or more.
    scan_loss
        Greatest loss over the scenarios, 0 or more.
    minimum
        The least amount, by the contracts held.
    profits
        Of the scenarios, times their shares, shape (n,), in the order of the rules.
    net_option_value
        Value of the long options less that of the short ones.

    Notes
    -----
    Verified by tests/unit/risk/test_margin.py.
    """

    rules: MarginRules
    requirement: float
    scan_loss: float
    minimum: float
    profits: Floats
    net_option_value: float

    @property
    def worst(self) -> tuple[float, float]:
        """The moves of spot and of vol in the scenario of the least profit."""
        place = int(np.argmin(self.profits))
        return self.rules.spot_moves[place], self.rules.vol_moves[place]

    def table(self) -> pl.DataFrame:
        """Give one row a scenario: spot_move, vol_move, share, profit."""
        return pl.DataFrame(
            {
                "spot_move": self.rules.spot_moves,
                "vol_move": self.rules.vol_moves,
                "share": self.rules.shares,
                "profit": self.profits,
            }
        )


def book_margin(
    book: Book,
    *,
    rules: MarginRules,
    surface: Surface,
    spot: float,
    underlying: str,
    listed: pl.DataFrame | None = None,
    dynamics: DynamicsLike = "sticky_strike",
    terms: ExerciseTerms | None = None,
    threads: int = 1,
) -> Margin:
    """Give the margin of a book by revaluing it under the rules' scenarios.

    Parameters
    ----------
    book, surface, spot, underlying, listed, dynamics, terms, threads
        As in `value_book`.
    rules
        Scenarios and minimum.

    Returns
    -------
    Margin
        All positions on the underlying net within each scenario.

    Raises
    ------
    InvalidArgumentError
        If spot is not finite and positive, or a position cannot belong to this underlying.

    Notes
    -----
    Options of the same terms are netted before the minimum is taken. It is a margin in an
    exchange's style on this surface: the exchange's own uses its prices, ranges and offsets.
    Verified by tests/unit/risk/test_margin.py.
    """
    market: Any = {
        "surface": surface, "spot": spot, "underlying": underlying, "listed": listed,
        "dynamics": dynamics, "terms": terms, "threads": threads,
    }  # fmt: skip
    moves = MarketMoves(
        spot=np.log1p(rules.spot_moves), vols=np.array(rules.vol_moves)[:, None], tenors=(1.0,)
    )
    profits = Revaluation.of(book, **market).profits(moves) * np.array(rules.shares)
    positions = value_book(book, **market).positions
    held = positions.filter(pl.col("expiry").is_not_null()).group_by(OPTION, maintain_order=True)
    options = held.agg(pl.col("quantity").sum(), pl.col("present_value").sum())
    least = _minimum(options, rules)
    loss = max(-float(profits.min()), 0.0)
    return Margin(
        rules=rules,
        requirement=max(loss, least),
        scan_loss=loss,
        minimum=least,
        profits=profits,
        net_option_value=float(options["present_value"].sum()),
    )


def group_margin(margins: Sequence[Margin], *, offset: float = 0.9) -> float:
    """Give the margin of several classes of one product group, whose losses offset in part.

    Parameters
    ----------
    margins
        Of each class, by the same rules.
    offset
        Share of a class's profit in a scenario that counts against the losses of others, in
        [0, 1]; 0.9 between broad indices of one group.

    Returns
    -------
    float
        Currency, 0 or more; no less than the sum of the minimums.

    Raises
    ------
    InvalidArgumentError
        If there is none, their scenarios differ in number or shares, or the offset is outside
        [0, 1].

    References
    ----------
    .. [1] FINRA Rule 4210(g)(2), product groups and their offsets.

    Notes
    -----
    A class's scenario counts at the same place of its own range as the others'.
    Verified by tests/unit/risk/test_margin.py.
    """
    if not margins:
        raise InvalidArgumentError("margins are empty; give that of at least one class")
    if len({one.rules.shares for one in margins}) > 1:
        raise InvalidArgumentError("margins follow different scenarios; take them by like rules")
    if not 0.0 <= offset <= 1.0:
        raise InvalidArgumentError(f"offset is {offset}; give a share from 0 to 1")
    profits = np.array([one.profits for one in margins])
    total = np.where(profits > 0.0, offset * profits, profits).sum(axis=0)
    least = math.fsum(one.minimum for one in margins)
    return max(-float(total.min()), least, 0.0)


def _minimum(options: pl.DataFrame, rules: MarginRules) -> float:
    """Return the least margin by the contracts held, long ones up to their value."""
    amount = rules.minimum * (options["quantity"].abs() * options["multiplier"]).to_numpy()
    long = (options["quantity"] > 0.0).to_numpy()
    worth = options["present_value"].to_numpy()
    capped = np.minimum(amount, worth) if rules.minimum_on == "all" else np.zeros(amount.size)
    return math.fsum(np.where(long, capped, amount).tolist())
