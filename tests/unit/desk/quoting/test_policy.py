"""States, offsets, floors and tables of quoting policies of one asset."""

from __future__ import annotations

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import Floored, InventoryState, Offsets, PolicyTable, QuotingPolicy, tabulate


class Skewed:
    """Quotes that lean against inventory, the more the more time is left."""

    def quote(self, state):
        skew = state.inventory * state.time_left
        return Offsets(bid=0.5 + skew, ask=0.5 - skew)


def state(inventory, time_left, mid=100.0):
    return InventoryState(mid=mid, inventory=inventory, time_left=time_left)


def table(**changed):
    arrays = {
        "times": [1.0, 0.4],
        "inventories": [-1.0, 0.0, 1.0],
        "bid": [[0.1, 0.2, np.inf], [0.4, 0.5, np.inf]],
        "ask": [[np.inf, 0.2, 0.1], [np.inf, 0.5, 0.4]],
    }
    return PolicyTable(**(arrays | changed))


def test_states_broadcast():
    assert state([0.0, 1.0], [[1.0], [0.5], [0.0]]).shape == (3, 2)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"mid": np.nan}, "mid has nan"),
        ({"inventory": [1.0, np.inf]}, "inventory has inf"),
        ({"time_left": -0.1}, "time_left has -0.1"),
        ({"inventory": [1.0, 2.0], "time_left": [1.0, 2.0, 3.0]}, "broadcast"),
    ],
)
def test_bad_states_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        InventoryState(**({"mid": 1.0, "inventory": 0.0, "time_left": 1.0} | bad))


def test_offsets_give_prices_and_no_quote_an_infinite_one():
    bid, ask = Offsets(bid=[0.5, np.inf], ask=[0.25, -0.1]).prices(100.0)
    assert bid.tolist() == [99.5, -np.inf]
    assert ask.tolist() == [100.25, 99.9]


@pytest.mark.parametrize("bad", [np.nan, -np.inf])
def test_offsets_that_are_no_distance_are_refused(bad):
    with pytest.raises(InvalidArgumentError, match="inf for no quote"):
        Offsets(bid=[bad], ask=[0.1])


def test_offsets_of_two_shapes_are_refused():
    with pytest.raises(InvalidArgumentError, match="one shape"):
        Offsets(bid=[0.1, 0.2], ask=[0.1])


def test_floor_raises_what_is_below_it_alone():
    offsets = Floored(policy=Skewed(), floor=0.1).quote(state([-1.0, 0.0, 1.0], 1.0))
    assert offsets.bid.tolist() == [0.1, 0.5, 1.5]
    assert offsets.ask.tolist() == [1.5, 0.5, 0.1]
    with pytest.raises(InvalidArgumentError, match="floor=inf"):
        Floored(policy=Skewed(), floor=np.inf)


def test_table_rows_hold_from_their_time_left_downwards():
    quoted = table().quote(state(0.0, [1.0, 0.41, 0.4, 0.1, 0.0]))
    assert quoted.bid.tolist() == [0.2, 0.2, 0.5, 0.5, 0.5]


def test_table_quotes_no_side_that_would_leave_it():
    quoted = table().quote(state([-1.0, 1.0], 1.0))
    assert quoted.ask[0] == quoted.bid[1] == np.inf


def test_tables_are_policies_and_read_only():
    assert isinstance(table(), QuotingPolicy)
    with pytest.raises(ValueError, match="read-only"):
        table().bid[0, 0] = 1.0


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"times": [0.4, 1.0]}, "fall strictly"),
        ({"times": [1.0, 0.0]}, "above 0"),
        ({"times": [1.0]}, "shape"),
        ({"inventories": [-1.0, 0.0, 2.0]}, "consecutive"),
        ({"inventories": [0.0]}, "two units"),
        ({"bid": [[0.1, 0.2, 0.3], [0.4, 0.5, np.inf]]}, "inventory 1 is finite"),
        ({"ask": [[0.0, 0.2, 0.1], [np.inf, 0.5, 0.4]]}, "inventory -1 is finite"),
        ({"bid": [[np.nan, 0.2, np.inf], [0.4, 0.5, np.inf]]}, "bid has nan"),
    ],
)
def test_bad_tables_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        table(**bad)


@pytest.mark.parametrize(
    ("inventory", "time_left", "message"),
    [(2.0, 1.0, "inventory has 2"), (0.5, 1.0, "inventory has 0.5"), (0.0, 1.1, "begins at 1.0")],
)
def test_states_outside_a_table_are_refused(inventory, time_left, message):
    with pytest.raises(InvalidArgumentError, match=message):
        table().quote(state(inventory, time_left))


def test_tabulation_takes_quotes_at_the_middles_and_keeps_the_limit():
    found = tabulate(Skewed(), horizon=2.0, n_steps=4, limit=1)
    assert found.times.tolist() == [2.0, 1.5, 1.0, 0.5]
    assert found.inventories.tolist() == [-1.0, 0.0, 1.0]
    assert found.bid[:, 0].tolist() == [0.5 - m for m in (1.75, 1.25, 0.75, 0.25)]
    assert np.isposinf(found.bid[:, 2]).all()
    assert np.isposinf(found.ask[:, 0]).all()


def test_tabulating_a_table_gives_it_again():
    once = tabulate(Skewed(), horizon=1.0, n_steps=5, limit=3)
    again = tabulate(once, horizon=1.0, n_steps=5, limit=3)
    assert (once.bid == again.bid).all()
    assert (once.ask == again.ask).all()


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"horizon": 0.0}, "horizon is 0.0"),
        ({"horizon": np.nan}, "horizon is nan"),
        ({"n_steps": 0}, "n_steps is 0"),
        ({"limit": 1.5}, "limit is 1.5"),
        ({"limit": True}, "limit is True"),
        ({"limit": np.nan}, "limit is nan"),
        ({"n_steps": "two"}, "n_steps is two"),
    ],
)
def test_bad_tabulations_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        tabulate(Skewed(), **({"horizon": 1.0, "n_steps": 2, "limit": 1} | bad))


def test_a_policy_that_does_not_answer_every_state_is_refused():
    class Scalar:
        def quote(self, state):
            return Offsets(bid=0.5, ask=0.5)

    with pytest.raises(InvalidArgumentError, match="one for each state"):
        tabulate(Scalar(), horizon=1.0, n_steps=2, limit=1)
