from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom import DividendSchedule
from axiom.core.errors import DataError, InvalidArgumentError, LayoutError
from axiom.kernels.dividends import Dividend
from axiom.market import read_chain
from axiom.market.clock import SECONDS_PER_YEAR
from tests.unit.market import files

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
MAY, AUGUST = dt.date(2024, 5, 10), dt.date(2024, 8, 9)


def written(tmp_path, text):
    path = tmp_path / "dividends.csv"
    path.write_text(text)
    return path


def test_times_count_to_the_opening_in_new_york():
    payments = DividendSchedule.from_rows([(MAY, 0.25)]).times(NOW)
    opening = dt.datetime(2024, 5, 10, 13, 30, tzinfo=dt.UTC)
    years = (opening - NOW).total_seconds() / SECONDS_PER_YEAR
    assert payments == (Dividend(time=years, cash=0.25, proportion=0.0),)


def test_rows_are_sorted_and_may_be_mappings():
    rows = [{"ex_date": AUGUST, "proportion": 0.01}, {"ex_date": MAY, "amount": 0.25}]
    schedule = DividendSchedule.from_rows(rows)
    assert schedule.table.rows() == [(MAY, 0.25, 0.0), (AUGUST, 0.0, 0.01)]
    assert [one.proportion for one in schedule.times(NOW)] == [0.0, 0.01]


def test_no_row_is_no_dividend():
    schedule = DividendSchedule.from_rows([])
    assert (len(schedule), schedule.times(NOW), schedule.notes(NOW, NOW)) == (0, (), ())


def test_dividends_gone_ex_or_beyond_the_last_expiry_make_notes():
    rows = [(dt.date(2024, 2, 9), 0.24), (MAY, 0.25), (AUGUST, 0.25)]
    schedule = DividendSchedule.from_rows(rows, source="mine.csv")
    last = dt.datetime(2024, 6, 21, 20, 0, tzinfo=dt.UTC)
    gone, late = schedule.notes(NOW, last)
    assert gone.startswith("Of the dividends (mine.csv), 2024-02-09 is left out, at or before")
    assert late.startswith("Of the dividends (mine.csv), 2024-08-09 is left out, after the last")
    assert len(schedule.times(NOW)) == 2


def test_the_price_is_ex_from_the_opening_on():
    opening = dt.datetime(2024, 5, 10, 13, 30, tzinfo=dt.UTC)
    schedule = DividendSchedule.from_rows([(MAY, 0.25)])
    assert schedule.times(opening) == ()
    assert len(schedule.times(opening - dt.timedelta(seconds=1))) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((MAY, -0.25), "2024-05-10: amount -0.25 must be finite and not negative"),
        ((MAY, float("nan")), "amount nan must be finite"),
        ((MAY, float("inf")), "amount inf must be finite"),
        ((MAY, 0.0, 1.5), r"proportion 1.5 must lie between 0 and 1"),
        ((MAY, 0.0, -0.1), r"proportion -0.1 must lie between 0 and 1"),
        ((MAY, 0.0), "2024-05-10 pays nothing"),
        ((None, 0.25), "ex_date is missing"),
        ((MAY,), r"dividend row .* give ex_date, amount, proportion"),
        ({"ex_date": MAY, "cash": 1.0}, "a dividend row has 'cash'"),
        (("soon", 0.25), "unusable value"),
    ],
)
def test_bad_rows(row, message):
    with pytest.raises(InvalidArgumentError, match=message):
        DividendSchedule.from_rows([row])


def test_a_date_named_twice():
    with pytest.raises(InvalidArgumentError, match="2024-05-10 is named twice"):
        DividendSchedule.from_rows([(MAY, 0.25), (MAY, 0.1)])


@pytest.mark.parametrize(
    "table",
    [pl.DataFrame({"ex_date": [MAY]}), pl.DataFrame({"ex_date": ["x"], "amount": [1.0]})],
)
def test_unusable_tables(table):
    with pytest.raises(DataError, match=r"dividends"):
        DividendSchedule(table=table)


def test_csv(tmp_path):
    path = written(tmp_path, "# of mine\nEx_Date,Amount\n2024-08-09,0.25\n\n2024-05-10, 0.25\n")
    schedule = DividendSchedule.read_csv(path)
    assert schedule.table["ex_date"].to_list() == [MAY, AUGUST]
    assert schedule.source == "dividends.csv"


@pytest.mark.parametrize(
    "text",
    [
        "ex_date,amount,kind\n2024-05-10,0.01,proportional\n2024-08-09,0.25,cash\n",
        "ex_date,amount,proportion\n2024-05-10,,0.01\n2024-08-09,0.25,\n",
    ],
)
def test_csv_with_proportional_dividends(tmp_path, text):
    table = DividendSchedule.read_csv(written(tmp_path, text)).table
    assert table.rows() == [(MAY, 0.0, 0.01), (AUGUST, 0.25, 0.0)]


def test_csv_of_several_underlyings(tmp_path):
    text = "underlying,ex_date,amount\nABC,2024-05-10,0.25\nXYZ,2024-05-10,0.5\n"
    path = written(tmp_path, text)
    assert DividendSchedule.read_csv(path, underlying="xyz").table["amount"].to_list() == [0.5]
    with pytest.raises(DataError, match=r"dividends of ABC, XYZ: say whose"):
        DividendSchedule.read_csv(path)
    with pytest.raises(DataError, match=r"holds no dividend of 'DEF', but of ABC, XYZ"):
        DividendSchedule.read_csv(path, underlying="DEF")


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", DataError, "is empty"),
        ("ex_date,amount\n2024-05-32,1\n", DataError, "line 2, column ex_date: '2024-05-32'"),
        ("ex_date,amount\n2024-05-10,a\n", DataError, "line 2, column amount: 'a' is not a number"),
        ("ex_date,amount\n2024-05-10,nan\n", DataError, "line 2, column amount: 'nan'"),
        ("ex_date,amount\n2024-05-10,-1\n", DataError, "line 2: .* amount -1.0"),
        ("ex_date,amount\n2024-05-10\n", DataError, "line 2: it has 1 cells, the header 2"),
        (
            "ex_date,amount\n2024-05-10,1\n2024-05-10,2\n",
            DataError,
            "line 3: ex_date 2024-05-10 is named before in dividends.csv, line 2",
        ),
        ("ex_date,amount,kind\n2024-05-10,1,stock\n", DataError, "column kind: 'stock'"),
        ("ex_date,cash\n2024-05-10,1\n", LayoutError, "'cash' is unknown"),
        ("ex_date\n2024-05-10\n", LayoutError, "need the columns ex_date and amount"),
        ("ex_date,amount,amount\n", LayoutError, "named twice"),
        ("ex_date,kind,proportion\n", LayoutError, "say the same"),
    ],
)
def test_bad_csv(tmp_path, text, error, message):
    with pytest.raises(error, match=message):
        DividendSchedule.read_csv(written(tmp_path, text))


def test_absent_csv(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        DividendSchedule.read_csv(tmp_path / "absent.csv")


def chain_with(tmp_path, dividends):
    path = files.write(files.generic(), tmp_path / "abc.csv")
    return read_chain(path, dividends=dividends)


def test_a_chain_takes_dividends_from_a_file_or_a_schedule(tmp_path):
    path = written(tmp_path, "underlying,ex_date,amount\nABC,2024-05-10,0.25\nXYZ,2024-05-10,9\n")
    for dividends in (path, str(path), DividendSchedule.from_rows([(MAY, 0.25)])):
        chain = chain_with(tmp_path, dividends)
        assert [one.cash for one in chain.payments] == [0.25]
    assert chain_with(tmp_path, None).payments == ()


def test_a_chain_keeps_the_dividends_its_options_see(tmp_path):
    rows = [(dt.date(2024, 2, 9), 0.24), (MAY, 0.25), (AUGUST, 0.25)]
    chain = chain_with(tmp_path, DividendSchedule.from_rows(rows))
    assert len(chain.payments) == 1
    assert len(chain.dividend_notes) == 2


def test_a_dividend_no_smaller_than_the_spot(tmp_path):
    with pytest.raises(
        InvalidArgumentError, match=r"2024-05-10 pays 100.0, not less than the spot"
    ):
        chain_with(tmp_path, DividendSchedule.from_rows([(MAY, 100.0)]))
    gone = DividendSchedule.from_rows([(dt.date(2024, 1, 5), 100.0)])
    assert chain_with(tmp_path, gone).payments == ()
