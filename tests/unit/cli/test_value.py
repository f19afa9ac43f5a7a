from __future__ import annotations

import json
import math

import pytest

import axiom
from axiom.cli.valuing.catalogue import MODELS, PRODUCTS, build_model, build_product
from axiom.cli.valuing.words import read_fields, read_words
from axiom.core.errors import InvalidArgumentError
from axiom.instruments import Cliquet, Compound, European
from axiom.market import Market, ZeroCurve
from axiom.models import BlackScholes, Correlated, VolTermStructure
from axiom.volatility.analytics import local_vol
from tests.unit.volatility.curves.spline.smiles import make_surface

CALL = ("--product", "european", "--spot", "100", "--strike", "105", "--expiry", "0.5")


def test_json_is_the_library_s(axiom_command):
    outcome = axiom_command("value", *CALL, "--put", "--vol", "0.2", "--rate", "0.03", "--json")
    assert outcome.code == 0
    option = European(strike=105.0, expiry=0.5, is_call=False)
    expected = axiom.value(
        option, model=BlackScholes(vol=0.2), market=Market(spot=100.0, rate=0.03)
    )
    found = json.loads(outcome.out)
    assert found["price"] == expected.price
    assert found["greeks"]["gamma"] == expected.greeks.gamma
    assert found["engine"] == "analytic"


def test_the_table_says_how_it_was_found(axiom_command):
    outcome = axiom_command("value", *CALL, "--vol", "0.25:0.2,1:0.3", "--rate", "0.03")
    assert outcome.code == 0
    for word in ("european under black-scholes", "theta", "rounding", "fastest method"):
        assert word in outcome.out


def test_lists_name_every_contract_and_what_it_takes(axiom_command):
    overview = axiom_command("value", "--list").out
    assert all(name in overview for name in (*PRODUCTS, *MODELS))
    terms = axiom_command("value", "--product", "european", "--list").out
    for word in ("--strike", "--is-call [yes]", "--vol", "Black, Scholes"):
        assert word in terms


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--vol", "0.2"), "--product is missing"),
        (("--product", "euro", "--spot", "1"), "--product is 'euro'; give one of american,"),
        (("--product", "euro", "--list"), "--product is 'euro'"),
        ((*CALL, "--model", "black", "--vol", "0.2"), "--model is 'black'"),
        ((*CALL,), "black-scholes needs --vol"),
        ((*CALL, "--vol", "0.2", "--barrier", "3"), "takes --barrier"),
        ((*CALL, "--vol", "high"), "--vol is 'high'; give a number"),
        ((*CALL, "--vol", "0.2", "--vol", "0.3"), "--vol is given twice"),
        ((*CALL, "--vol", "-0.2"), "vol=-0.2: give a number of at least 0"),
        ((*CALL[:2], "--strike", "1", "--expiry", "1", "--vol", "1"), "--spot is missing"),
        ((*CALL[:4], "--expiry", "1", "--vol", "1"), "european needs --strike"),
        ((*CALL, "--vol", "0.2", "--engine", "fourier"), "cannot value this European"),
        ((*CALL, "105", "--vol", "0.2"), "'105' stands alone"),
    ],
)
def test_bad_input_is_one_line(axiom_command, arguments, message):
    outcome = axiom_command("value", *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_words_take_sides_flags_and_equal_signs():
    words = read_words(["--strike=5", "--put", "--has-memory", "--down", "--rate", "-0.01"])
    assert words == {
        "strike": "5",
        "is_call": "no",
        "has_memory": "yes",
        "is_up": "no",
        "rate": "-0.01",
    }


def test_values_are_read_by_their_types():
    words = {"rate": "0.5:0.02,1:0.03", "spot": "100,90", "dividend_yield": "0.01"}
    fields = read_fields(Market, words)
    assert not words
    assert fields["rate"] == ZeroCurve(times=(0.5, 1.0), rates=(0.02, 0.03))
    assert fields["spot"] == (100.0, 90.0)
    note = build_product("cliquet", {"resets": "1,2", "global_floor": "0", "local_cap": "0.05"})
    assert note == Cliquet(resets=(1.0, 2.0), global_floor=0.0, local_cap=0.05)
    assert note.local_floor == -math.inf
    assert build_model("black-scholes", {"vol": "1:0.3,2:0.3"}, n_assets=1) == BlackScholes(
        vol=VolTermStructure(times=(1.0, 2.0), vols=(0.3, 0.3))
    )


def test_an_option_on_an_option_names_its_underlying():
    words = {"strike": "5", "expiry": "0.5", "underlying_strike": "90", "underlying_expiry": "1"}
    inner = European(strike=90.0, expiry=1.0)
    assert build_product("compound", words) == Compound(strike=5.0, expiry=0.5, underlying=inner)
    with pytest.raises(InvalidArgumentError, match="--underlying-strike, --underlying-expiry"):
        build_product("compound", {"strike": "5", "expiry": "0.5"})


def test_several_assets_are_correlated():
    model = build_model("black-scholes", {"vol": "0.2,0.3", "correlation": "0.4"}, n_assets=2)
    assert isinstance(model, Correlated)
    assert model.correlation == ((1.0, 0.4), (0.4, 1.0))
    rows = {"vol": "0.2,0.3", "correlation": "1,0.1;0.1,1"}
    assert build_model("correlated", rows, n_assets=2).correlation[0][1] == 0.1
    for words, message in (
        ({"vol": "0.2,0.3"}, "--correlation is missing"),
        ({"vol": "0.2", "correlation": "0.4"}, "give one for each of 2"),
        ({"vol": "0.2,x", "correlation": "0.4"}, "--vol is '0.2,x'"),
    ):
        with pytest.raises(InvalidArgumentError, match=message):
            build_model("black-scholes", words, n_assets=2)


def test_local_vol_is_read_from_a_stored_surface(tmp_path):
    surface = make_surface()
    path = tmp_path / "surface.json"
    path.write_text(surface.to_json())
    model = build_model("local-vol", {"surface": str(path)}, n_assets=1)
    assert model == local_vol(surface).grid().model()
    with pytest.raises(InvalidArgumentError, match="local-vol needs --times"):
        build_model("local-vol", {}, n_assets=1)
