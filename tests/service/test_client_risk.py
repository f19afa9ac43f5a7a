"""Risk through the client, on stored positions and on given ones."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import axiom
from axiom.core.errors import NotFoundError
from axiom.risk import Position, Stress
from axiom.service import local_client
from tests.docs.sample_files import write_sample_files

PUT = {"expiry": dt.date(2024, 7, 19), "strike": 5000.0, "is_call": False}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_sample_files(folder)
    with local_client() as client:
        chain = client.chains.upload(folder / "chain.csv", underlying="SPX")
        client.surfaces.fit(chain.id, keep=True, curve="ssvi")
        client.book.trade(
            underlying="SPX", quantity=10, price=61, strategy="vol", multiplier=100,
            expiry=PUT["expiry"], strike=5000, is_call=False,
        )  # fmt: skip
        yield client


def test_stored_and_given_positions_are_worth_the_same(client):
    stored = client.risk.value("SPX", strategy="vol")
    position = Position(underlying="SPX", quantity=10, multiplier=100, **PUT)
    given = client.risk.value("SPX", positions=[position])
    mapping = client.risk.value("SPX", positions=[{"quantity": 10, "multiplier": 100, **PUT}])
    assert stored.totals == given.totals == mapping.totals
    assert given.totals["vega"] > 0.0
    assert given.units["vega"]


def test_a_recorded_value_has_a_run(client):
    assert client.risk.value("SPX").run_id is None
    assert client.risk.record_value("SPX").run_id


def test_moves_of_the_market_change_the_book(client):
    ladder = client.risk.scenarios("SPX", spot_shocks=[-0.1, 0.0], vol_shocks=np.array([0.0]))
    profits = {row["spot_shock"]: row["profit"] for row in ladder.rows}
    assert profits[0.0] == pytest.approx(0.0, abs=1e-6)
    assert profits[-0.1] > 0.0
    crash = client.risk.stress("SPX", stresses=[Stress(name="crash", spot=-0.1)])
    assert crash.rows[0]["profit"] == pytest.approx(profits[-0.1], rel=1e-9)
    assert len(client.risk.stress("SPX").rows) > 3


def test_losses_margin_and_limits(client):
    moves = np.random.default_rng(1).normal(0.0, 0.01, 250)
    lost = client.risk.value_at_risk("SPX", spot_moves=moves, levels=[0.95, 0.99])
    assert [row["level"] for row in lost.rows] == [0.95, 0.99]
    assert client.risk.margin("SPX").requirement >= 0.0
    client.book.set_limits("vol", "SPX", vega=1.0)
    checked = client.risk.check_limits("SPX", strategy="vol")
    assert [row.is_breached for row in checked.rows if row.name == "vega"] == [True]
    assert len(checked.breaches) == 1
    assert client.book.breaches().items[0].name == "vega"


def test_a_profit_is_explained(client):
    surface_id = client.surfaces.list(underlying="SPX").surfaces[0].id
    found = client.risk.explain(
        "SPX", spot=5000.0, after={"surface_id": surface_id, "spot": 5010.0}
    )
    assert found.profit == pytest.approx(sum(found.terms.values()) + found.residual, abs=1e-6)


def test_what_cannot_be_valued_is_refused(client):
    with pytest.raises(axiom.InvalidArgumentError, match="NDX"):
        client.risk.value("SPX", positions=[Position(underlying="NDX", quantity=1)])
    with pytest.raises((NotFoundError, axiom.InvalidArgumentError)):
        client.risk.value("RUT", positions=[{"quantity": 1}])
