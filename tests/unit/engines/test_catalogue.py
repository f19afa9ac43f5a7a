"""What can be valued, by name."""

import dataclasses
from typing import Literal, get_origin

import pytest

from axiom import instruments, models
from axiom.engines import METHODS
from axiom.engines.catalogue import INSTRUMENTS, MODELS, engines_of, summary_of, terms_of
from axiom.instruments import Autocallable, Basket, Chooser, European
from axiom.market import Market
from axiom.models import BlackScholes, Heston, Sabr

KINDS = [*INSTRUMENTS.values(), *MODELS.values(), Market]


def test_every_contract_and_every_model_is_named() -> None:
    assert set(INSTRUMENTS) == set(instruments.__all__) - {"Instrument"}
    assert set(MODELS) == set(models.__all__) - {"Model", "VolTermStructure"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_is_there_and_every_number_is_described(kind: type) -> None:
    terms = terms_of(kind)
    assert "See `" not in str([term.text for term in terms])
    assert [term.name for term in terms] == [field.name for field in dataclasses.fields(kind)]
    undescribed = {term.hint for term in terms if not term.text}
    assert all(hint is bool or get_origin(hint) is Literal for hint in undescribed)
    assert summary_of(kind).endswith(".")


def test_texts_go_over_several_lines_and_to_each_of_several_names() -> None:
    by_name = {term.name: term for term in terms_of(Autocallable)}
    text = by_name["autocall_levels"].text
    assert text.startswith("Performances that call the note")
    assert text.endswith("Infinite: no call.")
    (unit,) = (term.text for term in terms_of(Chooser) if term.name == "put_strike")
    assert unit == "0 or more."
    assert by_name["coupon"].is_needed
    assert not by_name["notional"].is_needed
    assert by_name["notional"].default == 1.0


def test_engines_are_those_of_the_methods() -> None:
    assert engines_of(European, Heston) == ["fourier", "pde", "montecarlo"]
    assert engines_of(Basket, Sabr) == []
    for instrument in INSTRUMENTS.values():
        for model in MODELS.values():
            pair = {m.engine for m in METHODS if (m.instrument, m.model) == (instrument, model)}
            assert set(engines_of(instrument, model)) == pair
    assert engines_of(European, BlackScholes)[0] == "analytic"
