"""Requests made from the library's dataclasses."""

import json

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

import axiom
from axiom.engines.catalogue import INSTRUMENTS, MODELS, terms_of
from axiom.instruments import Cliquet, Compound, European, Instrument
from axiom.market import Market, ZeroCurve
from axiom.models import Correlated, Model
from axiom.service.exotics.schemas import default_text, model_of, one_of, type_text
from tests.contracts.valued import PAIRS
from tests.contracts.worlds import contract_of, market_of
from tests.contracts.worlds import model_of as random_model_of
from tests.unit.service.exotics.documents import document_of

ANY_INSTRUMENT = TypeAdapter(one_of(*INSTRUMENTS.values()))
ANY_MODEL = TypeAdapter(one_of(*MODELS.values()))
MARKET = TypeAdapter(model_of(Market))
KINDS = list(PAIRS)


@pytest.mark.parametrize(("instrument", "model"), KINDS, ids=lambda kind: kind.__name__)
def test_every_contract_model_and_market_comes_back_as_it_was(
    instrument: type[Instrument], model: type[Model]
) -> None:
    rng = np.random.default_rng(11)
    contract = contract_of(instrument, model, rng)
    dynamics = random_model_of(model, contract, rng)
    market = market_of(model, contract, rng)
    for value, adapter in ((contract, ANY_INSTRUMENT), (dynamics, ANY_MODEL), (market, MARKET)):
        text = json.dumps(document_of(value), allow_nan=False)
        assert adapter.validate_json(text).build() == value


def test_infinite_bounds_are_written_as_words() -> None:
    contract = Cliquet(resets=(0.5, 1.0), local_floor=-0.02)
    document = document_of(contract)
    assert document["local_cap"] == "Infinity"
    assert ANY_INSTRUMENT.validate_json(json.dumps(document)).build() == contract
    schema = model_of(Cliquet).model_json_schema()
    assert schema["properties"]["global_floor"]["default"] == "-Infinity"
    json.dumps(ANY_INSTRUMENT.json_schema(), allow_nan=False)


def test_curves_and_dividends_are_objects() -> None:
    document = {
        "spot": 100,
        "rate": {"times": [1, 2], "rates": [0.03, 0.04]},
        "dividends": [{"time": 0.5, "cash": 1.5}],
    }
    market = MARKET.validate_python(document).build()
    assert market == Market(
        spot=100.0,
        rate=ZeroCurve(times=(1.0, 2.0), rates=(0.03, 0.04)),
        dividends=(axiom.Dividend(time=0.5, cash=1.5),),
    )


def test_nested_contracts_are_checked_by_the_library() -> None:
    inner = {"type": "European", "strike": 100, "expiry": 0.2}
    outer = {"type": "Compound", "strike": 5, "expiry": 0.5, "underlying": inner}
    request = TypeAdapter(model_of(Compound)).validate_python(outer)
    with pytest.raises(axiom.InvalidArgumentError, match=r"underlying expires at 0\.2, before"):
        request.build()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"type": "Swaption", "strike": 1}, "does not match any of the expected tags"),
        ({"strike": 100, "expiry": 1}, "Unable to extract tag"),
        ({"type": "European", "expiry": 1}, "European.strike"),
        ({"type": "European", "strike": "100", "expiry": 1}, "European.strike"),
        ({"type": "European", "strike": True, "expiry": 1}, "European.strike"),
        ({"type": "European", "strike": 100, "expiry": 1, "is_call": 1}, "European.is_call"),
        ({"type": "European", "strike": 100, "expiry": 1, "vol": 1}, "European.vol"),
        (
            {"type": "Rainbow", "strike": 1, "expiry": 1, "on": "mean", "quantities": [1]},
            "Rainbow.on",
        ),
        ({"type": "Cliquet", "resets": [0.1] * 10_001}, "at most 10000 items"),
    ],
)
def test_what_does_not_fit_is_refused(document: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ANY_INSTRUMENT.validate_python(document)


def test_several_assets_hold_models_that_are_told_apart() -> None:
    flat = {"type": "BlackScholes", "vol": 0.2}
    document = {"type": "Correlated", "models": [flat, flat], "correlation": [[1, 0.5], [0.5, 1]]}
    assert isinstance(ANY_MODEL.validate_python(document).build(), Correlated)
    heston = {"type": "Heston"}
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        ANY_MODEL.validate_python({**document, "models": [flat, heston]})


def test_types_and_defaults_are_told() -> None:
    told = {t.name: (type_text(t.hint), default_text(t)) for t in terms_of(Cliquet)}
    assert told["resets"] == ("list of number", None)
    assert told["local_cap"] == ("number", '"Infinity"')
    assert {t.name: default_text(t) for t in terms_of(European)} == {
        "strike": None,
        "expiry": None,
        "is_call": "true",
    }
    (texts,) = (type_text(t.hint) for t in terms_of(Correlated) if t.name == "models")
    assert texts == "list of (BlackScholes or LocalVol)"
