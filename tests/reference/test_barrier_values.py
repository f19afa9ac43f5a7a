"""Published prices of barrier options; rows in closed_form_tables.py."""

import pytest

from axiom.kernels.closed_forms import barrier, double_barrier
from tests.reference.closed_form_tables import BARRIERS, DOUBLE_BARRIERS

PRINTED = 1e-4
"""The books print four decimals, the last of which may be off by one."""


def by_name(names, row):
    return dict(zip(names.split(), row, strict=True))


@pytest.mark.parametrize("row", BARRIERS)
def test_barriers(row):
    *terms, published = row
    names = "is_up is_knock_in barrier rebate is_call strike spot dividend_yield rate expiry vol"
    found = barrier(**by_name(names, terms), greeks=False)
    assert found.price == pytest.approx(published, abs=PRINTED)


@pytest.mark.parametrize("row", DOUBLE_BARRIERS)
def test_double_barriers(row):
    *terms, published = row
    names = "is_knock_in lower upper is_call strike spot dividend_yield rate expiry vol"
    found = double_barrier(**by_name(names, terms), greeks=False)
    assert found.price == pytest.approx(published, abs=PRINTED)
