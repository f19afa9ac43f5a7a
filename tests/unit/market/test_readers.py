from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError, LayoutError
from axiom.market import iter_chains, list_chains, read_chain
from tests.unit.market import files

KINDS = ("chain.csv", "chain.csv.gz", "chain.csv.zip", "chain.parquet")


def only(chain, **equal):
    """The one quote with these values."""
    found = chain.quotes.filter(pl.all_horizontal(pl.col(k) == v for k, v in equal.items()))
    return found.row(0, named=True) if found.height == 1 else pytest.fail(str(found))


@pytest.mark.parametrize("name", KINDS)
def test_cboe(tmp_path, name):
    path = files.write(files.cboe(), tmp_path / name)
    chain = read_chain(path)
    assert chain.underlying == "SPX"
    assert chain.spot == 100.0
    assert chain.exercise == "european"
    assert chain.notes == ()
    assert chain.source == f"{name} (cboe)"
    assert chain.valuation_time == dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
    assert chain.expiries["settlement"].to_list() == ["AM", "PM"]
    assert chain.expiries["expiry"].to_list() == [
        dt.datetime(2024, 5, 31, 13, 30, tzinfo=dt.UTC),
        dt.datetime(2024, 5, 31, 20, 0, tzinfo=dt.UTC),
    ]
    row = only(chain, strike=105.0, is_call=False, settlement="AM")
    assert (row["bid"], row["ask"]) == files.quote(105.0, False, 91)


def test_cboe_time_overrides_the_close(tmp_path):
    path = files.write(files.cboe(), tmp_path / "chain.csv")
    assert read_chain(path, time="15:45").valuation_time.hour == 20
    assert read_chain(path, time=dt.time(15, 45)).valuation_time.minute == 45


def test_cboe_bid_of_zero_is_no_bid(tmp_path):
    table = files.cboe().with_columns(bid=pl.lit(0.0))
    chain = read_chain(files.write(table, tmp_path / "chain.csv"))
    assert chain.quotes["bid"].null_count() == chain.quotes.height


def test_optionsdx(tmp_path):
    path = files.write(files.optionsdx(), tmp_path / "aapl_eod_202403.csv")
    chain = read_chain(path)
    assert chain.underlying == "AAPL"
    assert chain.valuation_time == dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
    assert chain.quotes.height == 2 * len(files.STRIKES)
    assert chain.exercise == "american"
    assert chain.notes == ()
    put = only(chain, strike=90.0, is_call=False)
    assert (put["bid_size"], put["ask_size"]) == (7.0, 8.0)
    assert (put["bid"], put["ask"]) == files.quote(90.0, False, 91)


def test_optionsdx_index_settles_in_the_morning_on_standard_dates(tmp_path):
    stamps = (1710536400, 1703192400)  # 91 days before 2024-06-14 and 2024-03-21
    path = files.write(files.optionsdx(stamps), tmp_path / "spx_eod.csv")
    chain = read_chain(path, date="2024-03-15")
    assert chain.expiries["settlement"].to_list() == ["PM"]
    assert "settlement=" in chain.notes[-1]
    monthly = files.optionsdx((1710536400,)).with_columns(
        pl.lit("2024-06-21").alias(" [EXPIRE_DATE]")
    )
    path = files.write(monthly, tmp_path / "spx_monthly.csv")
    assert read_chain(path).expiries["settlement"].to_list() == ["AM"]
    assert read_chain(path, settlement="PM").expiries["settlement"].to_list() == ["PM"]


def test_snapshot_puts_the_close_at_new_yorks_hour_in_winter(tmp_path):
    chain = read_chain(files.write(files.snapshot(), tmp_path / "snap.parquet"))
    assert chain.valuation_time.microsecond == 574531
    assert chain.rate == 0.042
    assert chain.expiries["expiry"].to_list() == [
        dt.datetime(2024, 6, 21, 20, 0, tzinfo=dt.UTC),
        dt.datetime(2024, 12, 20, 21, 0, tzinfo=dt.UTC),
    ]
    assert chain.quotes["bid_size"].unique().to_list() == [3.0]
    assert read_chain(tmp_path / "snap.parquet", rate=0.05).rate == 0.05


def test_generic_by_common_names(tmp_path):
    chain = read_chain(files.write(files.generic(), tmp_path / "chain.csv"))
    assert chain.underlying == "ABC"
    assert chain.source.endswith("(generic)")
    assert chain.valuation_time == dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
    assert chain.expiries.height == 2


def test_generic_by_mapping(tmp_path):
    table = files.generic(strike="Ausübung", bid="Geld", ask="Brief").drop("date", "ticker")
    path = files.write(table, tmp_path / "xyz-chain.csv")
    columns = {"strike": "Ausübung", "bid": "Geld", "ask": "Brief"}
    with pytest.raises(InvalidArgumentError, match="date="):
        read_chain(path, columns=columns)
    chain = read_chain(path, columns=columns, date="2024-03-01", time="10:00")
    assert chain.underlying == "XYZ"
    assert chain.valuation_time == dt.datetime(2024, 3, 1, 15, 0, tzinfo=dt.UTC)
    with pytest.raises(LayoutError, match="no column 'Preis'"):
        read_chain(path, columns={"bid": "Preis"}, date="2024-03-01")
    with pytest.raises(InvalidArgumentError, match="is none of expiry, strike"):
        read_chain(path, columns={"Geld": "bid"}, date="2024-03-01")


def test_generic_with_times_roots_and_settlements(tmp_path):
    table = files.generic().with_columns(
        date=pl.lit("2024-03-01 11:15:00"),
        root=pl.lit("SPX"),
        quote_time=pl.lit("2024-03-01T11:10"),
    )
    path = files.write(table, tmp_path / "chain.csv")
    with pytest.raises(DataError, match="quote_time"):
        read_chain(path)
    table = table.with_columns(quote_time=pl.lit("2024-03-01T11:10:00"))
    chain = read_chain(files.write(table, path))
    assert chain.valuation_time == dt.datetime(2024, 3, 1, 16, 15, tzinfo=dt.UTC)
    assert chain.expiries["settlement"].unique().to_list() == ["AM"]
    assert chain.quotes["quote_time"].null_count() == 0
    table = files.generic().with_columns(settlement=pl.lit("noon"))
    with pytest.raises(LayoutError, match="AM or PM is needed"):
        read_chain(files.write(table, path))


def test_generic_knows_the_names_of_cboe_datashop(tmp_path):
    names = {"date": "quote_date", "ticker": "underlying_symbol", "type": "option_type"}
    table = files.generic(**names, bid="bid_eod", ask="ask_eod").with_columns(root=pl.lit("ABC"))
    chain = read_chain(files.write(table, tmp_path / "UnderlyingOptionsEODQuotes.csv"))
    assert chain.underlying == "ABC"
    assert chain.quotes.height == 28


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("CBOE", "Zürich").encode("latin-1"),
        lambda text: text.replace("CBOE", '"a, b"').encode(),
    ],
    ids=["bom", "utf-16", "semicolon", "tab", "crlf", "latin-1", "quoted"],
)
def test_encodings(tmp_path, encode):
    path = tmp_path / "chain.csv"
    path.write_bytes(encode(files.cboe().write_csv()))
    reference = read_chain(files.write(files.cboe(), tmp_path / "plain.csv"))
    assert read_chain(path).quotes.equals(reference.quotes)


def test_text_columns_in_parquet(tmp_path):
    table = files.cboe().with_columns(pl.col("bid", "ask", "strike").cast(pl.String))
    reference = read_chain(files.write(files.cboe(), tmp_path / "plain.parquet"))
    chain = read_chain(files.write(table, tmp_path / "text.parquet"))
    assert chain.quotes.equals(reference.quotes)


DAYS = (dt.date(2024, 3, 1), dt.date(2024, 3, 4), dt.date(2024, 3, 5))


class TestManyDays:
    @pytest.fixture
    def path(self, tmp_path):
        return files.write(files.cboe(DAYS), tmp_path / "many.csv")

    def test_last_day_is_the_default_and_is_noted(self, path):
        chain = read_chain(path)
        assert chain.valuation_time.date() == DAYS[-1]
        assert chain.notes == (
            "many.csv holds 3 days, 2024-03-01 to 2024-03-05: the last is used.",
        )

    @pytest.mark.parametrize("date", ["2024-03-04", DAYS[1], dt.datetime(2024, 3, 4, 12)])
    def test_a_day(self, path, date):
        chain = read_chain(path, date=date)
        assert chain.valuation_time.date() == DAYS[1]
        assert chain.notes == ()

    def test_absent_day(self, path):
        with pytest.raises(DataError, match="2024-03-02; it holds 2024-03-01, 2024-03-04"):
            read_chain(path, date="2024-03-02")

    @pytest.mark.parametrize("date", ["yesterday", "2024-13-01", 20240304])
    def test_bad_date(self, path, date):
        with pytest.raises(InvalidArgumentError, match="give a date such as"):
            read_chain(path, date=date)

    def test_iteration(self, path):
        assert [c.valuation_time.date() for c in iter_chains(path)] == list(DAYS)
        assert len(list(iter_chains(path, date="2024-03-04"))) == 1

    def test_listing(self, path):
        table = list_chains(path)
        assert table.columns == [
            "valuation_time",
            "underlying",
            "spot",
            "n_expiry_dates",
            "n_quotes",
            "layout",
        ]
        assert table["n_quotes"].to_list() == [28, 28, 28]
        assert table["spot"].to_list() == [100.0] * 3


class TestManySnapshots:
    @pytest.fixture
    def path(self, tmp_path):
        # 10:00 and 15:00 of two days in New York
        stamps = (1709305200, 1709323200, 1709564400, 1709582400)
        return files.write(files.optionsdx(stamps), tmp_path / "abc.csv")

    def test_last_is_the_default(self, path):
        chain = read_chain(path)
        assert chain.valuation_time == dt.datetime(2024, 3, 4, 20, 0, tzinfo=dt.UTC)
        assert "4 snapshots, 2024-03-01 10:00 to 2024-03-04 15:00" in chain.notes[0]

    def test_last_at_or_before_the_time(self, path):
        chain = read_chain(path, date="2024-03-01", time="14:59")
        assert chain.valuation_time == dt.datetime(2024, 3, 1, 15, 0, tzinfo=dt.UTC)
        assert read_chain(path, date="2024-03-01", time="15:00").valuation_time.hour == 20

    def test_none_before_the_time(self, path):
        with pytest.raises(DataError, match="at or before 2024-03-04 09:30"):
            read_chain(path, time="09:30")

    def test_iteration_of_a_time_of_each_day(self, path):
        times = [c.valuation_time.hour for c in iter_chains(path, time="12:00")]
        assert times == [15, 15]
        assert len(list(iter_chains(path))) == 4

    def test_iteration_of_a_part_of_each_day(self, path):
        late = [c.valuation_time.hour for c in iter_chains(path, start="10:01")]
        early = [c.valuation_time.hour for c in iter_chains(path, end=dt.time(10))]
        assert (late, early) == ([20, 20], [15, 15])
        with pytest.raises(DataError, match=r"from 11:00 to 12:00.*those of 10:00 to 15:00"):
            iter_chains(path, start="11:00", end="12:00")
        with pytest.raises(InvalidArgumentError, match="start='noon'"):
            iter_chains(path, start="noon")

    @pytest.mark.parametrize("time", ["noon", "25:00", 12, dt.time(12, tzinfo=dt.UTC)])
    def test_bad_time(self, path, time):
        with pytest.raises(InvalidArgumentError, match="time="):
            read_chain(path, time=time)


class TestManyUnderlyings:
    @pytest.fixture
    def path(self, tmp_path):
        other = files.generic().with_columns(ticker=pl.lit("XYZ"), spot=pl.lit(50.0))
        return files.write(pl.concat([files.generic(), other]), tmp_path / "two.csv")

    def test_one_has_to_be_chosen(self, path):
        with pytest.raises(DataError, match=r"2 underlyings \(ABC, XYZ\).*underlying='ABC'"):
            read_chain(path)

    def test_chosen(self, path):
        assert read_chain(path, underlying="XYZ").spot == 50.0

    def test_absent(self, path):
        with pytest.raises(DataError, match="no quotes of 'QQQ'; it holds ABC, XYZ"):
            read_chain(path, underlying="QQQ")

    def test_listing(self, path):
        assert list_chains(path)["underlying"].to_list() == ["ABC", "XYZ"]


def test_listing_names_the_underlying_by_the_file(tmp_path):
    path = files.write(files.optionsdx(), tmp_path / "aapl_eod.csv")
    assert list_chains(path)["underlying"].to_list() == ["AAPL"]


def test_exercise_by_underlying_and_by_request(tmp_path):
    share = files.write(files.generic(), tmp_path / "abc.csv")
    index = files.write(files.cboe(), tmp_path / "spx.csv")
    assert read_chain(share).exercise == "american"
    assert read_chain(index).exercise == "european"
    assert read_chain(share, exercise="european").has_american is False
    assert read_chain(index, exercise="american").has_american is True
    with pytest.raises(InvalidArgumentError, match="exercise='bermudan'"):
        read_chain(share, exercise="bermudan")


def test_exercise_by_quote(tmp_path):
    styles = pl.when(pl.col("strike") > 100.0).then(pl.lit("E")).when(pl.col("strike") < 100.0)
    table = files.generic().with_columns(exercise_style=styles.then(pl.lit("American")))
    path = files.write(table, tmp_path / "abc.csv")
    chain = read_chain(path)
    european = chain.exercise_styles == "european"
    assert european.to_list() == (chain.quotes["strike"] > 100.0).to_list()
    assert read_chain(path, exercise="european").has_american is False
    wrong = files.write(table.with_columns(exercise_style=pl.lit("B")), tmp_path / "b.csv")
    with pytest.raises(DataError, match="'b' is neither american nor european"):
        read_chain(wrong)


def test_prices_made_from_vols_are_european(tmp_path):
    path = files.write(files.deribit(), tmp_path / "vols.csv")
    assert read_chain(path).has_american is False
    with pytest.raises(InvalidArgumentError, match="does not go with layout deribit"):
        read_chain(path, exercise="american")
