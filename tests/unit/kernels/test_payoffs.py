"""Contracts as the compiled payoffs take them: checked, so that none reads beyond its terms."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.payoffs import discounted_payoffs, payoff_contract

VANILLA = {"numbers": (100.0, 1.0, 1.0), "places": (1,), "discounts": (0.99, 0.98)}


@pytest.mark.parametrize(
    ("payoff", "changes", "message"),
    [
        ("swaption", {}, "'swaption' is unknown"),
        ("vanilla", {"numbers": (100.0, 1.0)}, "numbers are missing"),
        ("vanilla", {"places": ()}, "places are missing"),
        ("vanilla", {"places": (2,)}, "off the grid"),
        ("vanilla", {"places": (-1,)}, "off the grid"),
        ("vanilla", {"assets": 2}, "wrong number of assets"),
        ("vanilla", {"assets": 0}, "wrong number of assets"),
        ("forward_start", {"places": (1, 0)}, "do not ascend"),
        ("continuous_arithmetic_average", {"numbers": (1.0,) * 5, "places": (-1, 1)}, "numbers"),
        ("autocallable", {"numbers": (1.0,) * 10, "places": (0, 1)}, "numbers are missing"),
        ("asset", {"numbers": (1.0, 1.0), "places": (0,)}, "no such asset"),
    ],
)
def test_terms_that_a_payoff_cannot_read_are_refused(payoff, changes, message):
    with pytest.raises(InvalidArgumentError, match=message):
        payoff_contract(payoff, **{**VANILLA, **changes})


def test_paths_of_another_shape_are_refused():
    contract = payoff_contract("vanilla", **VANILLA)
    good = {"years": (0.5, 1.0), "start": (100.0,), "spots": np.full((3, 2, 1), 110.0)}
    np.testing.assert_allclose(discounted_payoffs(contract, **good), 9.8)
    for change in (
        {"years": (1.0,)},
        {"start": (1.0, 2.0)},
        {"spots": np.ones((3, 2))},
        {"spots": np.ones((3, 2, 2))},
        {"variances": np.ones((3, 2))},
    ):
        with pytest.raises(InvalidArgumentError, match="have shapes"):
            discounted_payoffs(contract, **{**good, **change})


def test_a_contract_says_what_it_is():
    contract = payoff_contract("vanilla", **VANILLA)
    assert (contract.payoff, contract.times, contract.assets) == ("vanilla", 2, 1)
