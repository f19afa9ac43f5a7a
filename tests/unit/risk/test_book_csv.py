from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import DataError, LayoutError
from axiom.risk import Book

HEADER = "underlying,expiry,strike,is_call,quantity,multiplier\n"


@pytest.fixture
def read(tmp_path):
    def read(text: str, encoding: str = "utf-8") -> Book:
        path = tmp_path / "book.csv"
        path.write_bytes(text.encode(encoding))
        return Book.read_csv(path)

    return read


def test_reads_options_and_the_underlying(read):
    book = read(HEADER + "SPX,2024-06-21,5000,true,-5,100\n\n# hedge\nSPX,,,,250,1\n")
    assert book.source == "book.csv"
    assert book.positions.row(0) == (
        *("SPX", dt.date(2024, 6, 21), None, 5000.0, True, -5.0, 100.0, None),
    )
    assert book.positions.row(1) == ("SPX", None, None, None, None, 250.0, 1.0, None)


@pytest.mark.parametrize(
    ("word", "is_call"), [("C", True), ("call", True), ("0", False), ("Put", False)]
)
def test_side_may_be_written_in_several_ways(read, word, is_call):
    assert read(HEADER + f"A,2024-06-21,10,{word},1,100").positions["is_call"].item() is is_call


def test_columns_may_come_in_any_order_and_case(read):
    book = read(
        "\ufeffQuantity, Underlying,multiplier,expiry,strike,is_call,settlement\n2,A,,,,,\n"
    )
    assert book.positions["multiplier"].item() == 1.0
    book = read("settlement," + HEADER + "pm,A,2024-06-21,10,C,1,100")
    assert book.positions["settlement"].item() == "PM"
    book = read("exercise," + HEADER + "American,A,2024-06-21,10,C,1,100")
    assert book.positions["exercise"].item() == "american"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "SPX,2024-06-21,abc,true,-5,100",
            "book.csv, line 3, column strike: 'abc' is not a number",
        ),
        ("SPX,21.06.2024,1,true,-5,100", "line 3, column expiry: '21.06.2024' is not a date"),
        ("SPX,2024-06-21,1,maybe,-5,100", "column is_call: 'maybe' is neither call nor put"),
        ("SPX,2024-06-21,1,true,,100", "column quantity: it is empty"),
        ("SPX,2024-06-21,1,true,inf,100", "column quantity: 'inf' is not a number"),
        ("SPX,2024-06-21,-1,true,1,100", "column strike: -1.0 must be finite and above 0"),
        ("SPX,2024-06-21,,true,1,100", "column strike: it is empty while expiry, is_call is given"),
        (",,,,1,1", "column underlying: it is empty"),
        ("SPX,,,,1,1,7", "line 3: it has 7 cells, the header 6"),
    ],
)
def test_errors_name_line_column_value_and_remedy(read, line, message):
    with pytest.raises(DataError) as refusal:
        read(HEADER + "SPX,,,,1,1\n" + line + "\n")
    assert message in str(refusal.value)


def test_missing_unknown_and_repeated_columns_are_refused(read):
    with pytest.raises(LayoutError, match="the column multiplier is missing"):
        read("underlying,expiry,strike,is_call,quantity\n")
    with pytest.raises(LayoutError, match="the column 'trader' is unknown"):
        read(HEADER.strip() + ",trader\n")
    with pytest.raises(LayoutError, match="named twice"):
        read(HEADER.strip() + ",expiry\n")


def test_files_without_positions_are_refused(read, tmp_path):
    with pytest.raises(DataError, match="it is empty; begin with the header"):
        read("")
    with pytest.raises(DataError, match="it holds no position"):
        read(HEADER)
    with pytest.raises(DataError, match="cannot be read: No such file"):
        Book.read_csv(tmp_path / "absent.csv")
    with pytest.raises(DataError, match="cannot be read"):
        read(HEADER + "é", encoding="latin-1")
