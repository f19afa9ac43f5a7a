from __future__ import annotations

import pytest

from axiom.core.errors import MissingDependencyError
from axiom.volatility.curves.solvers import solver


def test_a_solver_is_imported_when_asked_for() -> None:
    assert solver("scipy.optimize").least_squares is not None


def test_a_missing_solver_is_named_with_the_remedy() -> None:
    with pytest.raises(MissingDependencyError, match=r"nosuchsolver, .*quant\[curves\]"):
        solver("nosuchsolver.part")
