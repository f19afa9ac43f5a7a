"""Recompute the coefficients of the core's approximations and print their truncation errors.

Each interpolates its function at Chebyshev nodes, in 60 digits. Run it with
``.venv/bin/python -m tools.approximations``; tests/parity/test_approximations.py holds that the
headers carry these coefficients.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import mpmath as mp

Number = mp.mpf
Function = Callable[[Number], Number]
DIGITS = 60


@dataclass(frozen=True, slots=True)
class Approximation:
    """Coefficients, constant first (the denominator starts with 1), and the largest error."""

    name: str
    header: str
    numerator: list[Number]
    denominator: list[Number]
    error: Number

    def __call__(self, x: Number) -> Number:
        """Evaluate it."""
        return mp.polyval(self.numerator[::-1], x) / mp.polyval(self.denominator[::-1], x)


def chebyshev_nodes(low: Number, high: Number, count: int) -> list[Number]:
    """Give the roots of the Chebyshev polynomial of this degree on [low, high]."""
    middle, half = (low + high) / 2, (high - low) / 2
    return [middle + half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def interpolate(
    xs: list[Number], values: list[Number], degree: int, below: int
) -> tuple[list, list]:
    """Fit numerator and denominator of these degrees through as many points as coefficients."""
    size = degree + below + 1
    matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
    for row, (x, value) in enumerate(zip(xs, values, strict=True)):
        for j in range(degree + 1):
            matrix[row, j] = x**j
        for j in range(1, below + 1):
            matrix[row, degree + j] = -value * x**j
        right[row] = value
    solution = mp.lu_solve(matrix, right)
    return (
        [solution[j] for j in range(degree + 1)],
        [mp.mpf(1), *(solution[degree + j] for j in range(1, below + 1))],
    )


def mills(z: Number) -> Number:
    """N(-z) / phi(z)."""
    return mp.sqrt(mp.pi / 2) * mp.erfc(z / mp.sqrt(2)) * mp.exp(z * z / 2)


def mills_ratio() -> Approximation:
    """Degree (9, 10) on [0, 40], at nodes in t = (z - 4) / (z + 4)."""

    def z_of(t: Number) -> Number:
        return 4 * (1 + t) / (1 - t)

    low, high = mp.mpf(-1), mp.mpf(36) / 44
    zs = [z_of(t) for t in chebyshev_nodes(low, high, 20)]
    p, q = interpolate(zs, [mills(z) for z in zs], 9, 10)
    made = Approximation("mills", "mills.hpp", p, q, mp.mpf(0))
    checked = (z_of(t) for t in chebyshev_nodes(low, high, 400))
    return _with_error(made, max(abs(made(z) / mills(z) - 1) for z in checked))


def exponential_remainder() -> Approximation:
    """(exp(x) - 1 - x) / x^2, degree 9 on |x| <= ln(2) / 2; the error is that of exp(x) - 1."""
    half = mp.log(2) / 2
    xs = chebyshev_nodes(-half * mp.mpf("1.001"), half * mp.mpf("1.001"), 10)
    p, q = interpolate(xs, [(mp.expm1(x) - x) / x**2 for x in xs], 9, 0)
    made = Approximation("exp", "elementary.hpp", p, q, mp.mpf(0))
    checked = chebyshev_nodes(-half, half, 400)
    return _with_error(made, max(abs((x + x * x * made(x)) / mp.expm1(x) - 1) for x in checked))


def atanh_remainder() -> Approximation:
    """(atanh(t) / t - 1) / t^2 in u = t^2, degree 7 on [0, 0.0403]; the error is that of atanh."""

    def series(u: Number) -> Number:
        return (mp.atanh(mp.sqrt(u)) / mp.sqrt(u) - 1) / u

    high = mp.mpf("0.0403")
    us = chebyshev_nodes(mp.mpf(0), high, 8)
    p, q = interpolate(us, [series(u) for u in us], 7, 0)
    made = Approximation("log", "elementary.hpp", p, q, mp.mpf(0))
    checked = chebyshev_nodes(mp.mpf(0), high, 400)
    return _with_error(made, max(abs((1 + u * made(u)) / (1 + u * series(u)) - 1) for u in checked))


def atan_remainder() -> Approximation:
    """(atan(t) / t - 1) / t^2 in u = t^2, degree 11 on [0, tan(pi / 8)^2]; the error is atan's."""

    def series(u: Number) -> Number:
        return (mp.atan(mp.sqrt(u)) / mp.sqrt(u) - 1) / u

    high = mp.tan(mp.pi / 8) ** 2 * mp.mpf("1.001")
    us = chebyshev_nodes(mp.mpf(0), high, 12)
    p, q = interpolate(us, [series(u) for u in us], 11, 0)
    made = Approximation("atan", "trigonometric.hpp", p, q, mp.mpf(0))
    checked = chebyshev_nodes(mp.mpf(0), high, 400)
    return _with_error(made, max(abs((1 + u * made(u)) / (1 + u * series(u)) - 1) for u in checked))


def normal_value(z: Number) -> Number:
    """phi(z) (1 - z M(z)) / z: time value over distance to the strike, normal model."""
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi) * (1 - z * mills(z)) / z


def normal_inverse_near() -> Approximation:
    """Find z / y from y = 1 / normal_value(z), degree (3, 3) on 0 < z <= 1.5."""
    zs = chebyshev_nodes(mp.mpf(0), mp.mpf("1.5"), 7)
    ys = [1 / normal_value(z) for z in zs]
    p, q = interpolate(ys, [z / y for z, y in zip(zs, ys, strict=True)], 3, 3)
    made = Approximation("near", "implied_vol.hpp", p, q, mp.mpf(0))
    checked = [(z, 1 / normal_value(z)) for z in chebyshev_nodes(mp.mpf(0), mp.mpf("1.5"), 200)]
    return _with_error(made, max(abs(y * made(y) / z - 1) for z, y in checked))


def normal_inverse_far() -> Approximation:
    """z^2 in ln y, degree (3, 2) on 1.45 <= z <= 38; the error is that of z."""
    low, high = mp.log(mp.mpf("1.45")), mp.log(mp.mpf(38))
    zs = [mp.exp(u) for u in chebyshev_nodes(low, high, 6)]
    p, q = interpolate([-mp.log(normal_value(z)) for z in zs], [z * z for z in zs], 3, 2)
    made = Approximation("far", "implied_vol.hpp", p, q, mp.mpf(0))
    checked = [mp.exp(u) for u in chebyshev_nodes(low, high, 200)]
    errors = (abs(mp.sqrt(made(-mp.log(normal_value(z)))) / z - 1) for z in checked)
    return _with_error(made, max(errors))


def normal_quantile() -> Approximation:
    """Find z / (N(z) - 1/2) in w = -ln(4 N(z) N(-z)), degree (10, 9) on [0, 37]."""
    low, high = mp.mpf(-1), mp.mpf(25) / 49

    def ratio(w: Number) -> Number:
        half_width = mp.sqrt(-mp.expm1(-w)) / 2
        log_tail = -w - mp.log(4 * (mp.mpf(1) / 2 + half_width))
        guess = mp.sqrt(w) if w > 1 else mp.sqrt(w * mp.pi / 2)
        z = mp.findroot(
            lambda x: mp.log(mp.erfc(x / mp.sqrt(2)) / 2) - log_tail, (guess, guess * 1.01 + 1e-9)
        )
        return z / half_width

    def w_of(t: Number) -> Number:
        return 12 * (1 + t) / (1 - t)

    ws = [w_of(t) for t in chebyshev_nodes(low, high, 20)]
    p, q = interpolate(ws, [ratio(w) for w in ws], 10, 9)
    made = Approximation("quantile", "random/normal_quantile.hpp", p, q, mp.mpf(0))
    checked = [w_of(t) for t in chebyshev_nodes(low, high, 200)]
    return _with_error(made, max(abs(made(w) / ratio(w) - 1) for w in checked))


def _with_error(made: Approximation, error: Number) -> Approximation:
    return Approximation(made.name, made.header, made.numerator, made.denominator, error)


def approximations() -> list[Approximation]:
    """Compute all of them."""
    with mp.workdps(DIGITS):
        return [
            mills_ratio(),
            exponential_remainder(),
            atanh_remainder(),
            atan_remainder(),
            normal_inverse_near(),
            normal_inverse_far(),
            normal_quantile(),
        ]


def main() -> None:
    """Print coefficients and errors."""
    for made in approximations():
        sys.stdout.write(f"{made.name} ({made.header}): largest error {mp.nstr(made.error, 3)}\n")
        for side, values in (("numerator", made.numerator), ("denominator", made.denominator)):
            sys.stdout.write(f"  {side}: {', '.join(mp.nstr(value, 20) for value in values)}\n")


if __name__ == "__main__":
    main()
