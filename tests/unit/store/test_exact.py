"""Decimals that are booked: read without rounding, added and multiplied without rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.store.exact import exact, exact_product, exact_sum, plain


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("1.50", "1.5"),
        (3, "3"),
        (Decimal("-0"), "0"),
        ("1E+3", "1000"),
        ("0.000000000000000001", "0.000000000000000001"),
    ],
)
def test_numbers_are_read_exactly(given, found):
    assert format(exact("price", given), "f") == found


@pytest.mark.parametrize(
    "given",
    [0.1, True, None, "nan", "Infinity", "one", "1" * 19, "1e18", "1e-19", "1e-999999", "9" * 55],
)
def test_what_is_no_exact_number_is_refused(given):
    with pytest.raises(InvalidArgumentError, match="price="):
        exact("price", given)


def test_sums_and_products_keep_every_digit():
    small, large = Decimal("1e-18"), Decimal("999999999999999999")
    assert exact_sum([large, small, -large]) == small
    assert exact_product(large, small, large) == Decimal("999999999999999998.000000000000000001")
    assert exact_sum([]) == 0


def test_plain_numbers_have_no_exponent():
    assert str(plain(Decimal("1E+5"))) == "100000"
    assert str(plain(Decimal("-0.00"))) == "0"
