"""Options on a surface: their market, and their vols as the spot moves and time passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from axiom.market.clock import TimeTable
from axiom.risk.decay import surface_clock
from axiom.risk.evaluation import on_spot
from axiom.risk.moves.market import Options, Payments, Point
from axiom.risk.spot_vol import travelled_vol
from axiom.volatility import ExerciseTerms, SpotVolDynamics, Surface
from axiom.volatility.forwards.exercise import OptionTerms

__all__ = ["Pace", "Smile", "SurfaceMarket"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceMarket:
    """A surface, the spot at its valuation time, and the terms of options and dividends then."""

    surface: Surface
    spot: float
    terms: ExerciseTerms

    def placed(
        self, options: Options, years: Floats, *, threads: int = 1
    ) -> tuple[OptionTerms, Floats]:
        """Put options, some years from their expiry, on the spot, at the vols of the surface."""
        return on_spot(
            spot=self.spot,
            strike=options.strike,
            years=years,
            forward=self.surface.forward(years),
            discount_factor=self.surface.discount_factor(years),
            vol=self.surface.vol(strike=options.strike, expiry=years),
            is_call=options.is_call,
            terms=self.terms,
            threads=threads,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Smile:
    """Options and their vols on a surface, as these follow the spot; no time passes."""

    placed: OptionTerms
    at_rest: Floats
    market: SurfaceMarket
    dynamics: SpotVolDynamics
    threads: int

    @classmethod
    def of(
        cls,
        options: Options,
        market: SurfaceMarket,
        dynamics: SpotVolDynamics,
        *,
        threads: int = 1,
    ) -> Self:
        """Read the surface."""
        placed, vol = market.placed(options, options.years, threads=threads)
        return cls(placed=placed, at_rest=vol, market=market, dynamics=dynamics, threads=threads)

    def vol(self, log_return: Floats) -> Floats:
        """Give the vols after log-returns of the spot, of a shape that ends in the options'."""
        shape = np.broadcast_shapes(log_return.shape, self.at_rest.shape)
        if self.dynamics.keeps_strike_vols:
            return np.broadcast_to(self.at_rest, shape)
        given: Any = {"log_return": log_return, "threads": self.threads}
        return travelled_vol(
            self.placed, self.market.surface, self.market.terms, self.dynamics, **given
        )

    def point(self, *, time: Floats, spot: Floats, vol: Floats) -> Point:
        """Give the options at a time and spot, at the rates of the surface."""
        return Point(
            payments=Payments.of(self.market.terms, since=0.0),
            time=time,
            paid=time,
            spot=spot,
            ratio=self.placed.spot / self.market.spot,
            rate=self.placed.rate,
            borrow=self.placed.borrow,
            vol=vol,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How vols by the calendar change as time passes by the clock of a surface.

    `years` run from its valuation time to the expiries.
    """

    clock: TimeTable | None
    years: Floats

    @classmethod
    def of(cls, surface: Surface, years: Floats) -> Self:
        """Take the clock of a surface; without one vols stay."""
        return cls(clock=surface_clock(surface), years=years)

    def kept(self, time: Floats) -> Floats:
        """Give the vol at a time over the vol now: the root of variance left over time left.

        At the expiry, where both are 0, it is 1.
        """
        if self.clock is None:
            return np.ones_like(self.years)
        whole, left = np.asarray(self.clock(self.years)), self.years - time
        still = np.maximum(whole - np.asarray(self.clock(time)), 0.0)
        some = (whole > 0.0) & (left > 0.0)
        scale = np.where(some, still * self.years / np.where(some, whole * left, 1.0), 1.0)
        return np.sqrt(scale)

    def ratio(self, time: Floats, since: Floats) -> Floats:
        """Give the vol at a time over that at another; 1 where no variance was left there."""
        then = self.kept(since)
        return np.where(then > 0.0, self.kept(time) / np.where(then > 0.0, then, 1.0), 1.0)
