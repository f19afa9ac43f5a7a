from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import Session

from .sessions import feed, settings


@pytest.fixture(scope="module")
def session() -> Session:
    """A session that has taken two updates."""
    made = Session(feed(), settings())
    made.run(steps=2)
    return made


def test_before_it_runs_there_are_no_quotes():
    table = Session(feed(), settings()).front_quotes()
    assert table.height == 0
    assert {"strike", "market_bid", "bid", "ask", "market_ask", "position"} <= set(table.columns)


def test_the_nearest_strikes_of_the_first_expiry_are_shown(session):
    table = session.front_quotes(n_strikes=3)
    assert table["expiry"].n_unique() == 1
    assert table["strike"].n_unique() == 3
    assert table.height == 6
    distance = np.abs(session.front_quotes(n_strikes=7)["strike"].to_numpy() - 100.0)
    assert np.abs(table["strike"].to_numpy() - 100.0).max() <= np.sort(distance)[6]


def test_quotes_stand_around_the_value(session):
    table = session.front_quotes()
    quoted = table.filter(table["bid"].is_finite() & table["ask"].is_finite())
    assert quoted.height > 0
    assert (quoted["bid"] <= quoted["value"]).all()
    assert (quoted["value"] <= quoted["ask"]).all()


def test_a_negative_number_of_strikes_is_refused(session):
    assert session.front_quotes(n_strikes=0).height == 0
    with pytest.raises(InvalidArgumentError, match="n_strikes is -1"):
        session.front_quotes(n_strikes=-1)
