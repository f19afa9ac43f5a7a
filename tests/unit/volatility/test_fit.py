from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility import EssviSettings, EssviSurface, certify, fit_essvi

from .conftest import VALUATION, YEARS
from .quotes import forwards_of, quotes_from


def fit(surface, quotes, **settings):
    return fit_essvi(
        quotes,
        forwards_of(surface),
        valuation_time=VALUATION,
        settings=EssviSettings(**settings),
    )


def test_exact_quotes_give_the_parameters_back(surface: EssviSurface) -> None:
    fitted = fit(surface, quotes_from(surface), prior=1e-12)
    for a, b in zip(fitted.slices, surface.slices, strict=True):
        assert a.years == b.years
        assert (a.theta, a.rho, a.psi) == pytest.approx((b.theta, b.rho, b.psi), rel=1e-5)
        assert a.expiry == b.expiry
        assert a.n_quotes > 20
        assert a.log_moneyness_min < 0.0 < a.log_moneyness_max


def test_the_fit_is_deterministic_and_does_not_depend_on_row_order(surface: EssviSurface) -> None:
    quotes = quotes_from(surface, noise=0.004, rng=np.random.default_rng(0))
    first = fit(surface, quotes)
    assert fit(surface, quotes).to_json() == first.to_json()
    assert fit(surface, quotes.reverse()).slices[1].theta == pytest.approx(first.slices[1].theta)


def test_outliers_do_not_pull(surface: EssviSurface) -> None:
    quotes = quotes_from(surface)
    bad = pl.int_range(pl.len()) % 17 == 3
    lifted = quotes.with_columns(
        pl.col("^(bid|mid|ask)_vol$") + pl.when(bad).then(0.2).otherwise(0.0)
    )
    fitted = fit(surface, lifted)
    for a, b in zip(fitted.slices, surface.slices, strict=True):
        assert a.theta == pytest.approx(b.theta, rel=2e-3)


def test_expiries_with_few_quotes_are_skipped_with_a_reason(surface: EssviSurface) -> None:
    quotes = quotes_from(surface)
    few = quotes.filter((pl.col("years") != 0.5) | pl.col("log_moneyness").is_in([0.0]))
    kept = quotes.filter(pl.col("years") == 0.5).head(4)
    fitted = fit(surface, pl.concat([few, kept]))
    assert fitted.fitted_expiries == (0.02, 0.1, 1.0, 2.0)
    (skipped,) = fitted.skipped
    assert skipped.years == 0.5
    assert skipped.reason == "usable quotes at 2 strikes; 3 are needed"
    assert EssviSurface.from_json(fitted.to_json()) == fitted


def test_three_quotes_make_a_slice(surface: EssviSurface) -> None:
    quotes = quotes_from(surface)
    near = quotes.filter(pl.col("years") != 0.5)
    three = quotes.filter(pl.col("years") == 0.5, ~pl.col("is_call"), pl.col("log_moneyness") < 0.0)
    fitted = fit(surface, pl.concat([near, three.gather_every(4).head(3)]).sort("years"))
    assert fitted.fitted_expiries == YEARS
    assert certify(fitted, quotes).is_arbitrage_free
    assert fitted.vol(log_moneyness=0.0, expiry=0.5) == pytest.approx(0.2, abs=0.02)


def test_one_expiry_is_enough(surface: EssviSurface) -> None:
    quotes = quotes_from(surface).filter(pl.col("years") == 0.1)
    fitted = fit(surface, quotes)
    assert len(fitted.slices) == 1
    assert certify(fitted, quotes).is_arbitrage_free


def test_quotes_without_a_bid_vol_weigh_by_their_ask(surface: EssviSurface) -> None:
    quotes = quotes_from(surface).with_columns(bid_vol=pl.lit(float("nan")))
    fitted = fit(surface, quotes)
    assert fitted.slices[2].theta == pytest.approx(surface.slices[2].theta, rel=1e-4)


def test_expiries_hours_apart_stay_ordered(surface: EssviSurface) -> None:
    """A morning and an afternoon settlement of one date, quoted in the wrong order."""
    late = quotes_from(surface).filter(pl.col("years") == 0.1)
    early = late.with_columns(
        years=pl.lit(0.1 - 6.5 / 8760),
        **{c: pl.col(c) + 0.01 for c in ("bid_vol", "mid_vol", "ask_vol")},
    )
    fitted = fit(surface, pl.concat([early, late]))
    assert fitted.slices[0].theta <= fitted.slices[1].theta
    assert certify(fitted, late).is_arbitrage_free


@pytest.mark.parametrize("keep", ["one strike", "nothing", "not usable"])
def test_too_little_raises_a_clear_error(surface: EssviSurface, keep: str) -> None:
    quotes = quotes_from(surface)
    chosen = {
        "one strike": quotes.filter(pl.col("log_moneyness") == pl.col("log_moneyness").first()),
        "nothing": quotes.clear(),
        "not usable": quotes.with_columns(reason=pl.lit("CROSSED")),
    }[keep]
    with pytest.raises(FitError, match="no expiry has usable quotes at 3 or more strikes"):
        fit(surface, chosen)


def test_bad_arguments_are_named(surface: EssviSurface) -> None:
    with pytest.raises(InvalidArgumentError, match=r"lacks the columns \['ask_vol'\]"):
        fit(surface, quotes_from(surface).drop("ask_vol"))
    for name, value in (("loss_scale", 0.0), ("min_quotes", 1), ("near_the_money", -1.0)):
        with pytest.raises(InvalidArgumentError, match=f"{name} is {value}"):
            EssviSettings(**{name: value})
    with pytest.raises(InvalidArgumentError, match="naive"):
        fit_essvi(
            quotes_from(surface),
            forwards_of(surface),
            valuation_time=VALUATION.replace(tzinfo=None),
        )


def test_settings_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        EssviSettings().prior = 1.0
