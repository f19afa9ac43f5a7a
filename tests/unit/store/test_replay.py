"""Every kind of run done again from what is stored: the same to the last bit, or the difference."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError, NotFoundError
from axiom.instruments import Asian, European
from axiom.market import Market, sample_chain
from axiom.models import BlackScholes, Heston
from axiom.risk import Book, Position
from axiom.store import Store, new_id
from axiom.store.runs import KINDS, compute_run, keep_run, record_run, replay_run
from axiom.volatility import EssviSurface, fit_chain
from axiom.volatility.chain_fit.settings import ChainFitSettings

OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}
MANY = {**OPTION, "strike": np.linspace(50.0, 150.0, 400)}


@pytest.fixture(scope="module")
def held() -> dict[str, object]:
    """What books are valued with: a book, a surface and a spot."""
    chain = sample_chain()
    fitted = fit_chain(chain, settings=ChainFitSettings(curve="essvi"))
    expiry: dt.date = chain.expiries["expiry_date"][2]
    rows = [
        Position(underlying=chain.underlying, expiry=expiry, strike=k, is_call=True, quantity=q)
        for k, q in ((chain.spot, -2.0), (1.05 * chain.spot, 3.0))
    ]
    return {
        "book": Book.from_rows([*rows, Position(underlying=chain.underlying, quantity=10.0)]),
        "surface": fitted.surface,
        "spot": chain.spot,
        "underlying": chain.underlying,
        "listed": chain.expiries,
    }


def _inputs(kind: str, held: dict[str, object]) -> list[dict[str, object]]:
    heston = Heston(
        initial_variance=0.04,
        mean_reversion=1.5,
        long_variance=0.05,
        vol_of_vol=0.4,
        correlation=-0.7,
    )
    market = Market(spot=100.0, rate=0.02)
    asian = Asian(strike=100.0, fixings=(0.25, 0.5), is_call=True, expiry=0.5)
    one = {"market": market, "model": heston}
    return {
        "price": [OPTION, MANY, {**OPTION, "exercise": "american"}],
        "greeks": [OPTION, MANY],
        "implied-vol": [
            {"price": 4.0, "spot": 100.0, "strike": 105.0, "expiry": 0.5},
            {"price": MANY["strike"] * 0.05, "spot": 100.0, "strike": 105.0, "expiry": 0.5},
        ],
        "value": [
            {**one, "instrument": European(strike=100.0, expiry=1.0, is_call=False)},
            {**one, "instrument": asian, "model": BlackScholes(vol=0.2), "seed": 7}
            | {"engine": "montecarlo", "max_paths": 4096, "tolerance": 0.1},
        ],
        "fit": [{"chain": sample_chain(), "settings": ChainFitSettings(curve="essvi")}],
    }.get(kind, [held])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_out_the_same_to_the_last_bit(fresh_file, held, kind):
    with Store.open(fresh_file) as store:
        for inputs in _inputs(kind, held):
            with store.begin() as work:
                run = record_run(work, kind, inputs)
            with store.begin(read_only=True) as work:
                found = replay_run(work, run.id)
            assert found.is_same, found.difference
            assert (found.output, found.run) == (run.output, run)


def test_runs_are_done_again_from_either_database(store, held):
    with store.begin() as work:
        ids = [record_run(work, kind, _inputs(kind, held)[-1]).id for kind in ("greeks", "fit")]
    with store.begin(read_only=True) as work:
        assert all(replay_run(work, one).is_same for one in ids)


def test_a_fitted_surface_is_the_librarys():
    run = compute_run("fit", {"chain": sample_chain(), "settings": ChainFitSettings(curve="essvi")})
    surface = EssviSurface.from_json(json.loads(run.record.output)["surface"])
    expected = fit_chain(sample_chain(), settings=ChainFitSettings(curve="essvi")).surface
    assert surface.to_json() == expected.to_json()


@pytest.mark.parametrize(
    ("inputs", "changed", "said"),
    [
        (OPTION, {**OPTION, "vol": 0.2 + 1e-12}, "output was .*, is "),
        (MANY, {**MANY, "strike": np.r_[MANY["strike"][:-1], 151.0]}, r"output\[399\] was"),
        (MANY, {**MANY, "strike": MANY["strike"][:3]}, r"float64\(3,\), is float64\(400,\)"),
        (OPTION, MANY, "output was"),
    ],
)
def test_the_first_difference_is_named(store, inputs, changed, said):
    honest, other = compute_run("price", inputs), compute_run("price", changed)
    forged = replace(other.record, inputs=honest.record.inputs, id=new_id())
    with store.begin() as work:
        keep_run(work, honest)
        keep_run(work, replace(other, record=forged))
    with store.begin(read_only=True) as work:
        found = replay_run(work, forged.id)
    assert not found.is_same
    assert re.search(said, found.difference)


def test_what_is_gone_is_not_found(store):
    computed = compute_run("price", MANY)
    with store.begin() as work:
        work.runs.add(computed.record)
    with store.begin(read_only=True) as work:
        with pytest.raises(NotFoundError, match="blob"):
            replay_run(work, computed.record.id)
        with pytest.raises(NotFoundError, match="run"):
            replay_run(work, "none")


def test_a_kind_of_another_release_is_refused(store):
    computed = compute_run("price", OPTION)
    with store.begin() as work:
        run = work.runs.add(replace(computed.record, kind="guess"))
    with store.begin(read_only=True) as work, pytest.raises(InvalidArgumentError, match="guess"):
        replay_run(work, run.id)
