"""The main job on recorded chains: every SPX day, every layout, twice the same."""

from __future__ import annotations

import json

import polars as pl
import pytest

from axiom.cli.app import main
from axiom.desk import run_chain, write_outputs
from axiom.market import iter_chains, list_chains
from axiom.risk import Book
from axiom.volatility import load_surface

from .recorded import recorded

SPX_DAYS = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
SPX_DAY = "options/spx_cboe_eod_2019-05-28.csv.gz"
OTHERS = (
    "options/spy_2024-06-14.csv.gz",
    "options/aapl_optionsdx_2016-01.csv.gz",
    "options/deribit_btc_hourly_2026-01-23_24.csv.gz",
    "options/goog_minute_nbbo_2015-12-24.parquet",
)


def run_command(*arguments: object) -> int:
    with pytest.raises(SystemExit) as leaving:
        main([str(argument) for argument in arguments])
    return int(leaving.value.code or 0)


def test_every_spx_day_is_certified():
    chains = list(iter_chains(recorded(SPX_DAYS)))
    assert len(chains) == 20
    for chain in chains:
        result = run_chain(chain)
        day = f"{chain.valuation_time:%Y-%m-%d}"
        assert result.certificate.is_arbitrage_free, (day, result.certificate.summary())
        assert result.certificate.in_spread_share > 0.6, day
        assert result.options.height == chain.quotes.height, day
        assert result.counts()["quotes_used"] > 0.8 * chain.quotes.height, day
        valued = result.options.filter(pl.col("model_value").is_not_null())
        assert valued.select((pl.col("quote_bid") < pl.col("quote_ask")).all()).item(), day
        assert valued["quote_ask"].null_count() == 0, day
        used = valued.filter(pl.col("reason") == "OK")
        assert used.select((pl.col("quote_ask") > pl.col("bid")).all()).item(), day
        assert used.select((pl.col("quote_bid") < pl.col("ask")).all()).item(), day


def test_a_day_through_the_command_writes_everything(tmp_path, capsys):
    file = recorded(SPX_DAY)
    book = tmp_path / "book.csv"
    book.write_text(
        "underlying,expiry,settlement,strike,is_call,quantity,multiplier\n"
        "SPX,2019-06-21,AM,2800,false,-10,100\n"
        "SPX,2019-06-21,PM,2850,true,5,100\n"
        "SPX,2019-09-11,,2700,false,20,100\n"
        "SPX,,,,,300,1\n"
    )
    out = tmp_path / "out"
    assert run_command("run", file, "--book", book, "--out", out, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["certificate"]["violations"] == []
    assert record["book"]["positions"] == 4
    assert {path.name for path in out.iterdir()} == {
        "report.html",
        "surface.json",
        "certificate.json",
        "options.parquet",
        "run.json",
    }
    assert (out / "report.html").stat().st_size < 9_000_000
    assert pl.read_parquet(out / "options.parquet").height == record["counts"]["quotes"]


def test_a_position_between_listed_expiries_is_read_off_the_surface():
    chain = next(iter_chains(recorded(SPX_DAY)))
    row = {"strike": 2800.0, "is_call": False, "quantity": 1}
    days = ("2019-06-24", "2019-06-27", "2019-06-28")
    terms = [{"underlying": "SPX", "expiry": pl.Series([d]).str.to_date()[0], **row} for d in days]
    positions = run_chain(chain, book=Book.from_rows(terms)).valuation.positions
    assert positions["is_listed"].to_list() == [True, False, True]
    assert positions["price"].is_sorted()
    assert positions["forward"].is_between(2700, 2900).all()


def test_a_rerun_is_the_same_bit_for_bit(tmp_path):
    chain = next(iter_chains(recorded(SPX_DAY)))
    for name in ("one", "two"):
        write_outputs(run_chain(chain), tmp_path / name, report=False)
    for name in ("surface.json", "certificate.json", "options.parquet"):
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two, name
    rebuilt = load_surface(tmp_path / "one" / "surface.json")
    assert rebuilt.to_json().encode() == (tmp_path / "one" / "surface.json").read_bytes()


@pytest.mark.parametrize("name", OTHERS)
def test_other_recorded_layouts_go_through(name, tmp_path, capsys):
    assert run_command("run", recorded(name), "--out", tmp_path / "out", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["certificate"]["violations"] == []
    assert record["counts"]["quotes_used"] > 100


def test_the_command_lists_all_days(capsys):
    file = recorded(SPX_DAYS)
    assert run_command("chain", file, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == list_chains(file).height == 20
