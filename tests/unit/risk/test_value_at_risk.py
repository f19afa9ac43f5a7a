from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Book, MarketMoves, Revaluation, book_value_at_risk, tail_risk
from axiom.risk.value_at_risk import METHODS

from .markets import SPOT, TiltedSurface
from .test_valuation import ROWS

MARKET = {"surface": TiltedSurface(), "spot": SPOT, "underlying": "X"}
SHARES = [{"underlying": "X", "quantity": 10}]
RNG = np.random.default_rng(11)
SPOT_MOVES = 0.01 * RNG.standard_normal(600)
MOVES = MarketMoves(
    spot=SPOT_MOVES,
    vols=np.column_stack([-0.5 * SPOT_MOVES, -0.2 * SPOT_MOVES])
    + 0.004 * RNG.standard_normal((600, 2)),
    tenors=(0.25, 1.0),
)


def figures(rows=ROWS, **changes):
    return book_value_at_risk(Book.from_rows(rows), **{**MARKET, "moves": MOVES, **changes})


def test_historical_figures_are_the_tail_of_the_revalued_history():
    found = figures(levels=(0.95, 0.99))
    profits = Revaluation.of(Book.from_rows(ROWS), **MARKET).profits(MOVES)
    assert np.array_equal(found.profits, profits)
    assert found.tails == tail_risk(profits, levels=(0.95, 0.99))
    assert found.at(0.99) == found.tails[1]
    table = found.table()
    assert table["level"].to_list() == [0.95, 0.99]
    assert table["method"].unique().to_list() == ["historical"]


def test_filtered_figures_use_the_scaled_history():
    found = figures(method="filtered", decay=0.9, horizon=5, levels=(0.95,))
    profits = Revaluation.of(Book.from_rows(ROWS), **MARKET).profits(
        MOVES.filtered(decay=0.9).over(5)
    )
    assert np.array_equal(found.profits, profits)
    assert found.tails == tail_risk(profits, levels=(0.95,), overlap=5)
    default, same = figures(method="filtered"), figures(method="filtered", decay=0.94)
    assert np.array_equal(default.profits, same.profits)


def test_a_position_in_the_underlying_is_normal_in_its_returns():
    deviation = 10 * SPOT * math.sqrt(4 * np.mean(SPOT_MOVES**2))
    tail = figures(SHARES, method="delta_normal", horizon=4, levels=(0.99,)).tails[0]
    z = stats.norm.ppf(0.99)
    assert tail.value_at_risk == pytest.approx(deviation * z, rel=1e-12)
    assert tail.expected_shortfall == pytest.approx(deviation * stats.norm.pdf(z) / 0.01, rel=1e-12)
    relative = tail.value_at_risk_error / tail.value_at_risk
    assert relative == pytest.approx(1 / math.sqrt(2 * 600), rel=0.3)


def test_methods_agree_for_a_linear_book_on_normal_moves():
    kinds = {method: figures(SHARES, method=method, levels=(0.95,)) for method in METHODS}
    drawn = kinds["monte_carlo"].tails[0]
    for method in ("delta_normal", "delta_gamma"):
        tail = kinds[method].tails[0]
        assert abs(tail.value_at_risk - drawn.value_at_risk) < 4 * drawn.value_at_risk_error
        assert tail.expected_shortfall == pytest.approx(drawn.expected_shortfall, rel=0.03)
    historical = kinds["historical"].tails[0]
    assert historical.value_at_risk_low <= drawn.value_at_risk <= historical.value_at_risk_high


def test_the_quadratic_method_sees_the_gamma_that_the_linear_one_does_not():
    linear, quadratic, full = (
        figures(method=method, levels=(0.99,), n_paths=40_000).tails[0]
        for method in ("delta_normal", "delta_gamma", "monte_carlo")
    )
    near, far = (abs(one.value_at_risk - full.value_at_risk) for one in (quadratic, linear))
    assert near < 0.5 * far
    assert quadratic.value_at_risk == pytest.approx(full.value_at_risk, rel=0.05)


def test_student_moves_have_the_same_covariance_and_fatter_tails():
    normal = figures(SHARES, method="monte_carlo", n_paths=50_000, levels=(0.99,))
    student = figures(SHARES, method="monte_carlo", n_paths=50_000, degrees=4.0, levels=(0.99,))
    assert student.profits.std() == pytest.approx(normal.profits.std(), rel=0.05)
    ratio = student.tails[0].expected_shortfall / normal.tails[0].expected_shortfall
    truth = stats.t.expect(lambda x: x, (4,), lb=stats.t.ppf(0.99, 4)) / 0.01 / math.sqrt(2.0)
    assert ratio == pytest.approx(truth / (stats.norm.pdf(stats.norm.ppf(0.99)) / 0.01), rel=0.05)


def test_seeds_decide_and_threads_do_not():
    one, same, other = (
        figures(method="monte_carlo", seed=seed, threads=threads)
        for seed, threads in ((0, 1), (0, 3), (1, 1))
    )
    assert np.array_equal(one.profits, same.profits)
    assert not np.array_equal(one.profits, other.profits)


def test_a_history_too_short_for_its_tail_says_so():
    found = figures(levels=(0.95, 0.99), horizon=10)
    assert found.notes == (
        "600 moves over a horizon of 10 hold less than one independent outcome beyond the level "
        "0.99: the figure is the worst of the history",
    )
    assert figures(levels=(0.99,)).notes == ()


def test_an_expansion_outside_its_domain_says_so():
    rows = [{**ROWS[0], "strike": 100.0, "quantity": 10}]
    delta = Revaluation.of(Book.from_rows(rows), **MARKET)
    hedge = -delta.profits(MarketMoves(spot=[1e-6, -1e-6]))[0] / (SPOT * 1e-6)
    hedged = [*rows, {"underlying": "X", "quantity": hedge}]
    moves = MarketMoves(spot=SPOT_MOVES)
    found = figures(hedged, method="delta_gamma", moves=moves, levels=(0.99,))
    assert len(found.notes) == 1
    assert found.notes[0].startswith("at the level 0.99 the Cornish-Fisher expansion does not rise")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "guess"}, "method='guess': give one of historical, filtered"),
        ({"horizon": 0}, "horizon=0: give a whole number, 1 or more"),
        ({"levels": (1.0,)}, "level is 1.0"),
        ({"moves": MOVES.over(2)}, "moves span 2 intervals; give those of one"),
        ({"method": "monte_carlo", "n_paths": 10}, "n_paths=10: give a whole number, 100"),
        ({"method": "monte_carlo", "degrees": 2.0}, "degrees=2.0: give a finite number above 2"),
        ({"method": "filtered", "decay": 0.0}, "decay is 0.0; give a number between 0 and 1"),
        ({"spot": math.nan}, "spot is nan"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        figures(**change)


def test_a_level_that_was_not_asked_for_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"level 0\.9 was not asked for; there are"):
        figures().at(0.9)
