from __future__ import annotations

import json

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable

EVENT = TimeTable(years=[0, 0.1, 0.1, 0.2, 0.4], variance_years=[0, 0.05, 0.15, 0.25, 0.25])


def test_values_between_nodes_are_linear():
    assert EVENT(0.05) == pytest.approx(0.025, abs=1e-16)
    assert EVENT(0.15) == pytest.approx(0.2, abs=1e-16)


def test_nodes_are_met_bit_for_bit():
    years = np.cumsum(np.random.default_rng(1).random(50))
    variance = np.cumsum(np.random.default_rng(2).random(50))
    table = TimeTable(years=[0.0, *years], variance_years=[0.0, *variance])
    assert np.array_equal(table(years), variance)


def test_one_value_is_that_of_an_array_bit_for_bit():
    rng = np.random.default_rng(3)
    for table in (EVENT, TimeTable(years=[0, 0, 1], variance_years=[0, 0.1, 1.1])):
        times = np.concatenate([table.years, rng.random(300) * 1.2 * table.years[-1]])
        assert [table(float(t)) for t in times] == table(times).tolist()
        assert [table(t) for t in times] == table(times).tolist()


def test_a_jump_counts_for_what_lies_after_it():
    assert EVENT(0.1) == 0.05
    assert EVENT(np.nextafter(0.1, 1.0)) == pytest.approx(0.15, abs=1e-15)


def test_a_jump_at_the_valuation_time_is_still_to_come():
    table = TimeTable(years=[0, 0, 1], variance_years=[0, 0.1, 1.1])
    assert table(0.0) == 0.0
    assert table(1e-12) == pytest.approx(0.1, abs=1e-11)
    assert table.rate(0.0) == pytest.approx(1.0, abs=1e-15)


def test_the_rate_is_the_slope_to_the_right_without_jumps():
    assert EVENT.rate(0.0) == pytest.approx(0.5, abs=1e-15)
    assert EVENT.rate(0.1) == pytest.approx(1.0, abs=1e-12)
    assert EVENT.rate([0.2, 0.3]).tolist() == [0.0, 0.0]


def test_beyond_the_last_node_time_grows_at_the_average_rate():
    assert EVENT.average_rate == 0.625
    assert EVENT.rate([0.4, 7.0]).tolist() == [0.625, 0.625]
    assert EVENT(1.4) == pytest.approx(0.25 + 0.625, abs=1e-15)


def test_calendar_time_is_itself():
    times = np.array([0.0, 0.3, 1.0, 17.0])
    assert np.array_equal(TimeTable.calendar()(times), times)


def test_shapes_are_kept_and_nan_stays_where_it_is():
    values = EVENT(np.array([[0.05, np.nan], [0.2, 0.0]]))
    assert values.shape == (2, 2)
    assert np.isnan(values).tolist() == [[False, True], [False, False]]
    assert isinstance(EVENT(0.05), float)
    assert np.isnan(EVENT.rate(np.nan))


@pytest.mark.parametrize("start", [0.0, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_a_later_valuation_time_adds_up(start):
    later = EVENT.after(start)
    steps = np.array([s for s in (0.0, 0.03, 0.05, 0.1, 0.19) if start + s <= 0.4])
    np.testing.assert_allclose(EVENT(start) + later(steps), EVENT(start + steps), atol=1e-15)


def test_a_later_valuation_time_keeps_a_jump_that_is_still_to_come():
    assert EVENT.after(0.1)(1e-9) == pytest.approx(0.1, abs=1e-8)


def test_past_the_last_variance_time_passes_at_the_average_rate():
    assert EVENT.after(0.3)(0.1) == 0.0
    assert EVENT.after(0.4)(2.0) == pytest.approx(1.25, abs=1e-15)
    assert EVENT.after(9.0)(2.0) == pytest.approx(1.25, abs=1e-15)


def test_json_round_trips_bit_for_bit():
    table = TimeTable(years=[0, 0.1, 1 / 3], variance_years=[0, 2 / 7, 2 / 7])
    again = TimeTable.from_dict(json.loads(json.dumps(table.to_dict())))
    assert again == table
    assert hash(again) == hash(table)
    assert again != EVENT
    assert again != "a table"


def test_nodes_are_copied_and_read_only():
    given = np.array([0.0, 1.0])
    table = TimeTable(years=given, variance_years=given)
    given[1] = 5.0
    assert table.years[1] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        table.years[1] = 2.0


@pytest.mark.parametrize(
    ("years", "variance", "message"),
    [
        ([0.0], [0.0], r"years has shape \(1,\); give 2 nodes"),
        ([[0.0, 1.0]], [[0.0, 1.0]], "one dimension"),
        ([0.0, 1.0], [0.0, 1.0, 2.0], "years has 2 nodes, variance_years 3"),
        ([0.1, 1.0], [0.0, 1.0], "years starts at 0.1"),
        ([0.0, 1.0], [0.1, 1.0], "variance_years starts at 0.1"),
        ([0.0, 1.0, 0.5], [0.0, 1.0, 1.0], "years falls from 1.0 to 0.5"),
        ([0.0, 0.5, 1.0], [0.0, 1.0, 0.9], "variance_years falls from 1.0 to 0.9"),
        ([0.0, np.nan], [0.0, 1.0], "years holds nan"),
        ([0.0, 1.0], [0.0, np.inf], "variance_years holds inf"),
        ([0.0, 0.0], [0.0, 1.0], "years ends at 0"),
        ([0.0, 1.0], [0.0, 0.0], "variance_years ends at 0"),
    ],
)
def test_nodes_that_are_no_clock_are_refused(years, variance, message):
    with pytest.raises(InvalidArgumentError, match=message):
        TimeTable(years=years, variance_years=variance)


@pytest.mark.parametrize("call", [EVENT, EVENT.rate, EVENT.after])
@pytest.mark.parametrize("years", [-0.1, np.inf])
def test_times_before_the_valuation_time_are_refused(call, years):
    with pytest.raises(InvalidArgumentError, match=f"years is {years}"):
        call(years)


def test_a_later_valuation_time_must_be_a_number():
    with pytest.raises(InvalidArgumentError, match="years is nan"):
        EVENT.after(np.nan)


@pytest.mark.parametrize(
    "document",
    [
        {"years": [0, 1]},
        {"years": [0, 1], "variance_years": [0, 1], "rate": 1},
        {"years": [0, 1], "variance_years": [0, "soon"]},
        {"years": [0, 1], "variance_years": [0, -1]},
    ],
)
def test_a_stored_table_that_is_none_is_refused(document):
    with pytest.raises(DataError, match="time table"):
        TimeTable.from_dict(document)
