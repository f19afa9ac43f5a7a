"""Paths of any admissible parameters are finite, not below zero, and the same for any threads."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.engines.montecarlo import simulate_paths
from axiom.market import Market
from axiom.models import Bates, Heston, LocalVol, Merton, RoughBergomi, Sabr

MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.05)
VARIANCE = st.floats(0.0, 1.0)
CORRELATION = st.floats(-1.0, 1.0)
VOL = st.floats(0.0, 2.0)

HESTON = {
    "initial_variance": VARIANCE,
    "mean_reversion": st.floats(0.0, 20.0),
    "long_variance": VARIANCE,
    "vol_of_vol": st.floats(0.0, 5.0),
    "correlation": CORRELATION,
}
JUMPS = {
    "jump_intensity": st.floats(0.0, 10.0),
    "jump_mean": st.floats(-0.5, 0.3),
    "jump_vol": st.floats(0.0, 0.5),
}


@st.composite
def local_vols(draw):
    nodes = sorted(draw(st.sets(st.floats(-3.0, 3.0, width=16), min_size=2, max_size=6)))
    rows = draw(st.lists(st.lists(VOL, min_size=6, max_size=6), min_size=1, max_size=3))
    return LocalVol(
        times=tuple(0.3 * (i + 1) for i in range(len(rows))),
        log_moneyness=tuple(nodes),
        vols=tuple(tuple(row[: len(nodes)]) for row in rows),
    )


MODELS = st.one_of(
    st.builds(Heston, **HESTON),
    st.builds(Bates, **HESTON, **JUMPS),
    st.builds(Merton, vol=VOL, **JUMPS),
    local_vols(),
    st.builds(
        RoughBergomi,
        forward_variance=VARIANCE,
        hurst=st.floats(0.01, 0.5),
        eta=st.floats(0.0, 4.0),
        correlation=CORRELATION,
    ),
    st.builds(
        Sabr,
        alpha=st.floats(1e-4, 20.0),
        beta=st.floats(0.0, 1.0),
        rho=st.floats(-0.99, 0.99),
        nu=st.floats(0.0, 3.0),
    ),
)


@settings(max_examples=150, deadline=None)
@given(model=MODELS, longest_step=st.sampled_from([0.05, 1.0]), seed=st.integers(0, 2**64 - 1))
def test_paths_are_finite_and_not_below_zero(model, longest_step, seed):
    def walk(threads):
        return simulate_paths(
            model,
            MARKET,
            [0.4, 1.0],
            n_paths=128,
            seed=seed,
            longest_step=longest_step,
            threads=threads,
        )

    paths = walk(1)
    assert np.isfinite(paths).all()
    assert (paths >= 0.0).all()
    np.testing.assert_array_equal(paths, walk(2))
