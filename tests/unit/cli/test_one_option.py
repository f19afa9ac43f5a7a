from __future__ import annotations

import json

import pytest

import axiom
from axiom.cli.one_option import parse_dividend, parse_expiry
from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend

TERMS = ("--strike", "105", "--expiry", "0.5")


def test_greeks_as_json_are_those_of_the_library(axiom_command):
    outcome = axiom_command(
        "greeks", "--spot", "100", *TERMS, "--vol", "0.2", "--rate", "0.03", "--json"
    )
    expected = axiom.greeks(spot=100.0, strike=105.0, expiry=0.5, vol=0.2, rate=0.03)
    assert outcome.code == 0
    assert json.loads(outcome.out) == expected.as_dict()


def test_greeks_as_a_table_say_what_they_mean(axiom_command):
    outcome = axiom_command("greeks", "--forward", "100", *TERMS, "--vol", "0.2", "--put")
    assert outcome.code == 0
    assert "per 1.00 of vol" in outcome.out
    price = axiom.price(forward=100.0, strike=105.0, expiry=0.5, vol=0.2, is_call=False)
    assert f"{price:.9g}" in outcome.out


def test_implied_vol_inverts_the_price(axiom_command):
    price = axiom.price(spot=100.0, strike=105.0, expiry=0.5, vol=0.23)
    outcome = axiom_command("iv", "--price", repr(price), "--spot", "100", *TERMS, "--json")
    assert json.loads(outcome.out)["implied_vol"] == pytest.approx(0.23, rel=1e-11)
    assert "23.0000 %" in axiom_command("iv", "--price", repr(price), "--spot", "100", *TERMS).out


def test_the_normal_model_takes_negative_strikes(axiom_command):
    terms = ("--forward", "-0.5", "--strike", "-1", "--expiry", "90d", "--model", "normal")
    outcome = axiom_command("iv", "--price", "0.7", *terms)
    assert outcome.code == 0
    assert "units of the underlying" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("iv", "--price", "0.1", "--forward", "120", *TERMS), "below the discounted intrinsic"),
        (("iv", "--price", "999", "--forward", "120", *TERMS), "axiom: price 999"),
        (("greeks", *TERMS, "--vol", "0.2"), "exactly one of spot and forward"),
        (("greeks", "--spot", "1", "--forward", "1", *TERMS, "--vol", "0.2"), "exactly one of"),
        (("greeks", "--spot", "1", *TERMS, "--vol", "-0.2"), "vol"),
        (("greeks", "--spot", "1", "--strike", "1", "--expiry", "soon", "--vol", "1"), "90d"),
        (("greeks", "--spot", "1", *TERMS, "--vol", "1", "--dividend", "0.1"), "TIME:AMOUNT"),
        (("greeks", "--spot", "1", *TERMS, "--vol", "1", "--dividend", "0.1:-2"), "cash"),
        (("greeks", "--spot", "1", *TERMS, "--vol", "1", "--dividend", "0.1:2"), "spot"),
        (("iv", "--price", "0.1", "--spot", "120", *TERMS, "--exercise", "american"), "below"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(axiom_command, arguments, message):
    outcome = axiom_command(*arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_expiries_are_years_or_days():
    assert parse_expiry("0.25") == 0.25
    assert parse_expiry(" 73D ") == 0.2
    with pytest.raises(InvalidArgumentError, match="give years such as"):
        parse_expiry("3m")


EARLY = ("--spot", "100", *TERMS, "--rate", "0.05", "--put", "--exercise", "american")
PAID = (Dividend(time=0.25, cash=1.5), Dividend(time=30 / 365, proportion=0.01))
DIVIDENDS = ("--dividend", "0.25:1.5", "--dividend", "30d:1%")


@pytest.mark.parametrize("dividends", [(), PAID])
def test_american_greeks_are_those_of_the_library(axiom_command, dividends):
    given = DIVIDENDS if dividends else ()
    outcome = axiom_command("greeks", *EARLY, *given, "--vol", "0.2", "--json")
    expected = axiom.greeks(
        spot=100.0,
        strike=105.0,
        expiry=0.5,
        vol=0.2,
        rate=0.05,
        is_call=False,
        exercise="american",
        dividends=dividends or None,
    )
    assert outcome.code == 0
    found = json.loads(outcome.out)
    for name in ("price", "delta", "gamma", "vega", "theta", "rho"):
        assert found[name] == pytest.approx(getattr(expected, name), rel=1e-12)
    names = [name for name in found if name.startswith("dividend_")]
    assert len(names) == len(dividends)
    if dividends:
        values = [found[name] for name in names]
        assert values == pytest.approx([float(one) for one in expected.dividends], rel=1e-12)


def test_american_vols_invert_the_price(axiom_command):
    price = axiom.price(
        spot=100.0,
        strike=105.0,
        expiry=0.5,
        vol=0.23,
        rate=0.05,
        is_call=False,
        exercise="american",
    )
    outcome = axiom_command("iv", "--price", repr(price), *EARLY, "--json")
    assert json.loads(outcome.out)["implied_vol"] == pytest.approx(0.23, abs=1e-4)


def test_dividends_are_cash_or_a_share():
    assert parse_dividend("0.25:1.5") == Dividend(time=0.25, cash=1.5)
    assert parse_dividend(" 73d : 2% ") == Dividend(time=0.2, proportion=0.02)
    for text in ("0.25", "soon:1", "1:much", ":"):
        with pytest.raises(InvalidArgumentError, match="give TIME:AMOUNT"):
            parse_dividend(text)
