from __future__ import annotations

import json
import sys

import polars as pl
import pytest
import typer

from axiom.volatility import EssviSurface, SplineSurface, load_surface

from .commands import cboe_table, write_cboe

BOOK = "underlying,expiry,strike,is_call,quantity,multiplier\n"


def test_a_run_prints_a_summary_and_writes_all_files(axiom_command, quotes_file, tmp_path):
    outcome = axiom_command("run", quotes_file, "--out", tmp_path / "out")
    assert outcome.code == 0, outcome.err
    for words in (
        "2024-06-21",
        "Quotes",
        "in bid-ask",
        "Reference position",
        "Timings",
        "all steps",
    ):
        assert words in outcome.out
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "certificate.json", "options.parquet", "report.html", "run.json", "surface.json",
    ]  # fmt: skip
    assert all(f"wrote {tmp_path / 'out' / name}" in outcome.out for name in names)


def test_a_narrow_terminal_gets_fewer_columns(axiom_command, quotes_file, tmp_path, monkeypatch):
    monkeypatch.setattr("axiom.cli.terminal.FULL_WIDTH", 100)
    outcome = axiom_command("run", quotes_file, "--out", tmp_path / "out", "--no-report")
    assert outcome.code == 0
    assert max(map(len, outcome.out.splitlines()[:-3])) <= 100


def test_json_is_the_record_of_the_run(axiom_command, quotes_file, tmp_path):
    out = tmp_path / "out"
    outcome = axiom_command("run", quotes_file, "--out", out, "--no-report", "--json")
    printed = json.loads(outcome.out)
    written = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert printed["counts"] == written["counts"]
    assert printed["input"]["sha256"] == written["input"]["sha256"]
    assert len(printed["files"]) == 4
    assert set(printed["elapsed"]) == {"read", "write"}


def test_a_book_is_valued_and_what_expired_is_said(axiom_command, quotes_file, tmp_path):
    book = tmp_path / "book.csv"
    book.write_text(
        BOOK + "XYZ,2024-04-19,100,true,-5,100\nXYZ,2024-02-16,100,true,1,100\nXYZ,,,,9,1\n"
    )
    arguments = ("run", quotes_file, "--book", book, "--out", tmp_path / "out", "--no-report")
    outcome = axiom_command(*arguments)
    assert outcome.code == 0
    assert "Reference position" not in outcome.out
    assert "not valued" in outcome.out
    record = json.loads(axiom_command(*arguments, "--json").out)
    assert (record["book"]["positions"], record["book"]["expired"]) == (2, 1)


def test_the_convention_reaches_the_ladder(axiom_command, quotes_file, tmp_path):
    arguments = ("run", quotes_file, "--out", tmp_path / "out", "--no-report", "--json")
    profits = {}
    for convention in ("sticky_strike", "sticky_moneyness"):
        record = json.loads(axiom_command(*arguments, "--vol-convention", convention).out)
        assert record["book"]["ladder"]["dynamics"] == convention
        profits[convention] = record["book"]["ladder"]["profit"][0]
    assert profits["sticky_strike"] != profits["sticky_moneyness"]


def test_without_plotly_a_run_goes_on_without_report(
    axiom_command, quotes_file, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    refused = axiom_command("run", quotes_file, "--out", tmp_path / "out")
    assert refused.code == 2
    assert "pip install 'axiom-quant[report]'" in refused.err
    assert not (tmp_path / "out").exists()
    assert axiom_command("run", quotes_file, "--out", tmp_path / "out", "--no-report").code == 0


def test_open_shows_the_report(axiom_command, quotes_file, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(typer, "launch", shown.append)
    axiom_command("run", quotes_file, "--out", tmp_path / "out", "--open")
    assert shown == [(tmp_path / "out" / "report.html").as_uri()]


def test_one_expiry_is_enough(axiom_command, tmp_path):
    table = cboe_table().filter(pl.col("expiration") == "2024-06-21")
    file = write_cboe(tmp_path / "quotes.csv", table)
    outcome = axiom_command("run", file, "--out", tmp_path / "out", "--json")
    assert outcome.code == 0, outcome.err
    assert len(load_surface(tmp_path / "out" / "surface.json").fitted_expiries) == 1


def test_an_expiry_that_does_not_belong_is_noted(axiom_command, quotes_file, tmp_path):
    """Calls of one expiry dearer and puts cheaper by 3: its forward is 3 % off."""
    arguments = ("--out", tmp_path / "out", "--no-report")
    good = axiom_command("run", quotes_file, *arguments)
    table, sign = cboe_table(), pl.when(pl.col("type") == "call").then(3.0).otherwise(-3.0)
    stale = pl.col("expiration") == "2024-06-21"
    price = [pl.when(stale).then(pl.col(n) + sign).otherwise(n).alias(n) for n in ("bid", "ask")]
    usable = table.with_columns(price).filter(pl.col("bid") > 0.0)
    noted = axiom_command("run", write_cboe(tmp_path / "stale.csv", usable), *arguments)
    assert (good.code, noted.code) == (0, 0)
    assert "off carry" not in good.out
    assert noted.out.count("off carry") == 1


def test_the_curve_is_chosen_by_name(axiom_command, quotes_file, tmp_path):
    arguments = ("run", quotes_file, "--no-report", "--json")
    for curve, kind in (("spline", SplineSurface), ("essvi", EssviSurface)):
        folder = tmp_path / curve
        assert axiom_command(*arguments, "--out", folder, "--curve", curve).code == 0
        assert isinstance(load_surface(folder / "surface.json"), kind)
    refused = axiom_command(*arguments, "--out", tmp_path / "none", "--curve", "sabr")
    assert refused.code == 2
    assert "curve is 'sabr'; give one of spline, essvi" in refused.err


def test_a_rerun_gives_the_same_surface(axiom_command, quotes_file, tmp_path):
    for name in ("one", "two"):
        axiom_command("run", quotes_file, "--out", tmp_path / name, "--no-report")
    one, two = ((tmp_path / name / "surface.json").read_bytes() for name in ("one", "two"))
    assert one == two


def one_strike(table):
    strike = table["strike"][table.height // 2]
    return table.filter(pl.col("strike") == strike)


def crossed(table):
    return table.with_columns(bid=pl.col("ask"), ask=pl.col("bid") * 0.5)


MALFORMED = {
    "a missing column": lambda table: table.drop("strike"),
    "text in numbers": lambda table: table.with_columns(
        bid=pl.when(pl.int_range(pl.len()) == 3).then(pl.lit("n/a?")).otherwise(pl.col("bid"))
    ),
    "no row": lambda table: table.clear(),
    "one strike": one_strike,
    "all quotes crossed": crossed,
    "dates in the past": lambda table: table.with_columns(expiration=pl.lit("2023-12-15")),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_file_is_one_line_and_leaves_nothing(axiom_command, tmp_path, fault):
    file = write_cboe(tmp_path / "quotes.csv", MALFORMED[fault](cboe_table()))
    outcome = axiom_command("run", file, "--out", tmp_path / "out")
    assert outcome.code == 2, outcome.out
    assert outcome.err.startswith("axiom: ")
    assert outcome.err.count("\n") == 1
    assert "Traceback" not in outcome.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["quotes.csv"]


def test_an_empty_file_is_one_line_and_leaves_nothing(axiom_command, tmp_path):
    (tmp_path / "quotes.csv").write_text("")
    outcome = axiom_command("run", tmp_path / "quotes.csv", "--out", tmp_path / "out")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--date", "2024-99-01"), "2024-99-01"),
        (("--layout", "excel"), "excel"),
        (("--tick", "0"), "tick is 0.0"),
        (("--threads", "0"), "threads is 0"),
        (("--vol-convention", "sticky"), "sticky"),
        (("--column", "bid"), "bid=BestBid"),
        (("--book", "absent.csv"), "absent.csv"),
    ],
)
def test_bad_options_are_one_line_and_leave_nothing(
    axiom_command, quotes_file, tmp_path, arguments, message
):
    outcome = axiom_command("run", quotes_file, "--out", tmp_path / "out", *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_used_is_refused_before_any_work(
    axiom_command, quotes_file, tmp_path
):
    outcome = axiom_command("run", tmp_path / "absent.csv", "--out", quotes_file)
    assert outcome.code == 2
    assert "is a file; give another with --out" in outcome.err


def test_the_sample_takes_no_file_options(axiom_command, tmp_path):
    outcome = axiom_command("run", "--date", "2024-01-01", "--out", tmp_path / "out")
    assert outcome.code == 2
    assert "--date needs a FILE" in outcome.err


def test_the_sample_says_that_its_spread_is_modelled(axiom_command, tmp_path):
    pytest.importorskip("qmoms", reason="the sample needs the extra samples")
    outcome = axiom_command("run", "--out", tmp_path / "out", "--no-report")
    assert outcome.code == 0, outcome.err
    assert "its bid-ask spread is modelled" in " ".join(outcome.out.split())
    assert "axiom run FILE" in " ".join(outcome.out.split())


def test_dividends_and_exercise_reach_the_run(axiom_command, quotes_file, tmp_path):
    dividends = tmp_path / "dividends.csv"
    dividends.write_text("underlying,ex_date,amount\nXYZ,2024-05-10,0.3\nABC,2024-05-10,99\n")
    options = ("--dividends", dividends, "--rate", "0.03", "--accuracy", "fast", "--no-report")
    outcome = axiom_command("run", quotes_file, *options, "--out", tmp_path / "out")
    assert outcome.code == 0, outcome.err
    assert "borrow %" in outcome.out
    assert "Calls and puts" in outcome.out
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    early = record["early_exercise"]
    assert early["exercise"] == {"american": record["counts"]["quotes"]}
    assert [row["amount"] for row in early["dividends"]] == [0.3]
    assert [row["n_dividends"] for row in early["expiries"]] == [0, 0, 1, 1]
    assert record["settings"]["accuracy"] == "fast"


def test_a_chain_may_be_taken_as_european(axiom_command, quotes_file, tmp_path):
    outcome = axiom_command(
        "run", quotes_file, "--exercise", "european", "--out", tmp_path / "out", "--no-report"
    )
    assert outcome.code == 0
    assert "Calls and puts" not in outcome.out
    table = pl.read_parquet(tmp_path / "out" / "options.parquet")
    assert table["exercise"].unique().to_list() == ["european"]
    assert "early_exercise_premium" not in table.columns


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ex_date,amount\n2024-05-10,-1\n", "dividends.csv, line 2"),
        ("ex_date,amount\n2024-05-10,500\n", "not less than the spot 100.0"),
        ("ex_date,cash\n", "the column 'cash' is unknown"),
    ],
)
def test_bad_dividends_are_one_line(axiom_command, quotes_file, tmp_path, text, message):
    dividends = tmp_path / "dividends.csv"
    dividends.write_text(text)
    out = tmp_path / "out"
    outcome = axiom_command("run", quotes_file, "--dividends", dividends, "--out", out)
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert message in outcome.err
    assert not out.exists()


def test_a_clock_and_its_events_are_recorded(axiom_command, quotes_file, tmp_path):
    arguments = ("--calendar", "24/7", "--weekend-weight", "0.5", "--json", "--no-report")
    event = "2024-03-20T18:00Z=2d Fed"
    outcome = axiom_command(
        "run", quotes_file, "--out", tmp_path / "out", *arguments, "--event", event
    )
    assert outcome.code == 0, outcome.err
    clock = json.loads(outcome.out)["clock"]
    assert (clock["calendar"], clock["weights"]["weekend"]) == ("24/7", 0.5)
    assert clock["events"] == [{"at": "2024-03-20T18:00:00+00:00", "days": 2.0, "label": "Fed"}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--weekend-weight", "0.5"), "needs --calendar"),
        (("--calendar", "NOWHERE"), "NOWHERE"),
        (("--event", "2024-03-20T18:00=2d"), "no time zone"),
    ],
)
def test_a_clock_that_is_none_ends_with_one_line(
    axiom_command, quotes_file, tmp_path, arguments, words
):
    outcome = axiom_command(
        "run", quotes_file, "--out", tmp_path / "out", "--no-report", *arguments
    )
    assert outcome.code == 2
    assert words in outcome.err
