"""Long sequences of bursts: every one is followed, and costs about as much as the first."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom.volatility.live import refit as live_refit

from .made import NOW, SECOND, expiry, is_free, live, quotes

MICROSECOND = dt.timedelta(microseconds=1)
WARM = 2 * 12  # two stages of at most so many sweeps


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps of Newton's method of each refit that a test makes."""
    taken: list[int] = []
    inner = live_refit.refit_slice

    def counted(**given):
        found = inner(**given)
        taken.append(found.steps)
        return found

    monkeypatch.setattr(live_refit, "refit_slice", counted)
    return taken


def ticked(place: int, ticks: float) -> pl.DataFrame:
    """The quotes of one expiry, both sides moved by ticks of five cents."""
    return quotes(place).with_columns(pl.col("bid", "ask") + 0.05 * ticks)


def test_two_hundred_bursts_of_a_tick_are_followed_from_where_the_curve_is(steps):
    found = live()
    steps.clear()
    for n in range(200):
        update = found.update(ticked(1, n % 2), time=NOW + SECOND + n * MICROSECOND)
        assert update.refitted == (expiry(1),)
        assert update.kept == ()
    assert len(steps) == 200
    assert max(steps) <= WARM
    assert max(steps[-20:]) <= max(steps[:20])
    assert is_free(found.surface)


def test_bursts_that_contradict_the_next_expiry_are_followed_as_far_as_it_lets_them(steps):
    found = live()
    steps.clear()
    for n in range(100):
        wrong = quotes(2).with_columns(pl.lit(expiry(1)).alias("expiry"))
        burst = wrong.with_columns(pl.col("bid", "ask") * (1.5 + 0.01 * (n % 2)))
        update = found.update(burst, time=NOW + SECOND + n * MICROSECOND)
        assert update.refitted + update.kept == (expiry(1),)
    assert max(steps) <= 3 * WARM
    assert is_free(found.surface)
