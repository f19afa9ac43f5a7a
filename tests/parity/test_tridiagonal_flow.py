"""Products of exponentials of tridiagonal matrices beside SciPy's and mpmath's."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from scipy.linalg import expm

from axiom import InvalidArgumentError
from axiom.kernels.tridiagonal import tridiagonal_flow


def dense(diagonal, up, down):
    return np.diag(diagonal) + np.diag(up[:-1], 1) + np.diag(down[1:], -1)


def random_rows(rng, n_steps, n, spread):
    diagonal = rng.normal(0.0, spread, (n_steps, n))
    return diagonal, spread * rng.random((n_steps, n)), spread * rng.random((n_steps, n))


@pytest.mark.parametrize("spread", [0.1, 2.0, 8.0])
def test_steps_are_products_of_exponentials(spread):
    rng = np.random.default_rng(0)
    n_steps, n = 5, 9
    diagonal, up, down = random_rows(rng, n_steps, n, spread)
    lengths, start = rng.random(n_steps), rng.normal(size=n)
    found = tridiagonal_flow(start_logs=start, lengths=lengths, diagonal=diagonal, up=up, down=down)
    w = np.exp(start)
    assert found[0] == pytest.approx(start, abs=1e-14)
    for s in range(n_steps):
        w = expm(lengths[s] * dense(diagonal[s], up[s], down[s])) @ w
        assert found[s + 1] == pytest.approx(np.log(w), rel=1e-12, abs=1e-12)


def test_one_row_serves_every_step():
    rng = np.random.default_rng(1)
    diagonal, up, down = random_rows(rng, 1, 6, 1.0)
    rows = {"diagonal": diagonal, "up": up, "down": down}
    lengths, start = [0.3, 0.5], np.zeros(6)
    once = tridiagonal_flow(start_logs=start, lengths=lengths, **rows)
    each = tridiagonal_flow(
        start_logs=start, lengths=lengths, **{k: np.repeat(v, 2, axis=0) for k, v in rows.items()}
    )
    assert (once == each).all()
    assert once[-1] == pytest.approx(
        tridiagonal_flow(start_logs=start, lengths=[0.8], **rows)[-1], abs=1e-14
    )


def test_small_components_keep_their_relative_accuracy():
    n = 15
    place = np.arange(n) - n // 2
    rows = {
        "diagonal": -40.0 * place[np.newaxis] ** 2,
        "up": np.full((1, n), 0.5),
        "down": np.full((1, n), 0.5),
    }
    found = tridiagonal_flow(start_logs=np.zeros(n), lengths=[1.0], **rows)[-1]
    mpmath.mp.dps = 80
    exact = mpmath.expm(
        mpmath.matrix(dense(*(rows[name][0] for name in ("diagonal", "up", "down"))).tolist()),
        method="taylor",
    ) * mpmath.ones(n, 1)
    wanted = np.array([float(mpmath.log(v)) for v in exact])
    assert wanted.max() - wanted.min() > 30.0
    assert found - found.max() == pytest.approx(wanted - wanted.max(), abs=1e-13)
    shift = 40.0 * place[0] ** 2
    assert found == pytest.approx(wanted, abs=5.0 * shift * np.finfo(float).eps)


def test_growth_beyond_double_precision_is_kept_in_logarithms():
    found = tridiagonal_flow(
        start_logs=[0.0, 0.0], lengths=[1.0], diagonal=[[900.0, 900.0]], up=[[1.0, 0.0]],
        down=[[0.0, 1.0]],
    )  # fmt: skip
    assert found[-1] == pytest.approx([901.0, 901.0], rel=1e-15)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"lengths": [-1.0]}, "lengths has -1"),
        ({"up": [[-0.5, 0.0]]}, "up has -0.5"),
        ({"down": [[0.0, -0.1]]}, "down has -0.1"),
        ({"diagonal": [[np.nan, 0.0]]}, "diagonal holds"),
        ({"diagonal": [0.0, 0.0]}, "diagonal has 1 dimensions"),
        ({"up": [[0.0, 0.0, 0.0]]}, "up has shape"),
        ({"diagonal": [[0.0, 5000.0]], "up": [[0.0, 0.0]]}, "further apart"),
    ],
)
def test_bad_arguments_are_named(bad, message):
    arguments = {
        "start_logs": [0.0, 0.0], "lengths": [1.0], "diagonal": [[0.0, 0.0]],
        "up": [[1.0, 0.0]], "down": [[0.0, 0.0]],
    }  # fmt: skip
    with pytest.raises(InvalidArgumentError, match=message):
        tridiagonal_flow(**(arguments | bad))
