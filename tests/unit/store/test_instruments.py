"""Instruments: one a symbol."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from axiom.core.errors import ConflictError
from axiom.store import new_id
from tests.unit.store.samples import OPTION


def test_an_instrument_is_stored_once(store):
    again = replace(OPTION, id=new_id())
    with store.begin() as work:
        assert work.instruments.ensure(OPTION) == OPTION
        assert work.instruments.ensure(again) == OPTION
        assert work.instruments.ensure_many([again, OPTION, again]) == (OPTION,) * 3
        assert work.instruments.by_symbol(OPTION.symbol) == OPTION
        assert work.instruments.by_symbol("none") is None
        assert work.instruments.page(underlying="SPX") == (OPTION,)
        assert work.instruments.page(underlying="NDX") == ()


def test_other_terms_under_a_symbol_are_refused(store):
    with store.begin() as work:
        work.instruments.ensure(OPTION)
    other = replace(OPTION, id=new_id(), multiplier=Decimal(10))
    with pytest.raises(ConflictError, match="other terms"), store.begin() as work:
        work.instruments.ensure(other)
