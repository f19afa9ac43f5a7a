"""Random numbers: known answers, uniformity, the Sobol table, scrambles and the Brownian bridge."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from scipy.stats import kstest, norm, qmc

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.random_numbers import (
    _initial_numbers,
    draw_normals,
    pseudorandom_source,
    sobol_source,
)

# D. E. Shaw Research, Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (1 << 64) - 1, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        0x299F31D0A4093822,
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN_ANSWERS)
def test_philox_gives_the_known_answers(counter, key, words):
    assert _core.philox_words(*counter, key) == words


def test_normals_are_quantiles_of_philox_words():
    drawn = draw_normals(pseudorandom_source(seed=7), group=3, block=2, steps=2, factors=1)
    mp.mp.dps = 30
    for lane in (0, 17, 63):
        words = _core.philox_words(2 * 64 + lane, 0, 0, 3, 7)
        for step in range(2):
            low, high = words[2 * step : 2 * step + 2]
            u = (mp.mpf(((high << 32) | low) >> 12) + mp.mpf("0.5")) / mp.mpf(2) ** 52
            z = mp.sqrt(2) * mp.erfinv(2 * u - 1)
            assert drawn[step, 0, lane] == pytest.approx(float(z), rel=4e-11)


def test_the_quantile_holds_far_out_in_the_tails():
    points = sobol_source(seed=1, years=[1.0])
    z = np.concatenate([draw_normals(points, block=b).ravel() for b in range(1 << 10)])
    u = np.sort(norm.cdf(z))
    # One point in every stratum of width 1/n: the scramble keeps the points a net.
    assert (np.floor(u * len(u)) == np.arange(len(u))).all()
    assert np.abs(z).max() > 4.0


def test_pseudorandom_numbers_have_the_normal_law():
    source = pseudorandom_source(seed=0)
    z = np.concatenate([draw_normals(source, block=b, steps=300) for b in range(10)], axis=-1)
    assert kstest(z.ravel(), "norm").pvalue > 1e-3
    n = z.size
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs((z**power).mean() - moment) < 4 * np.sqrt(variance / n)
    neighbours = np.corrcoef(z[:-1].ravel(), z[1:].ravel())[0, 1]
    assert abs(neighbours) < 4 / np.sqrt(n)


def test_numbers_depend_on_seed_group_and_block_only():
    def drawn(seed, **place):
        return draw_normals(pseudorandom_source(seed=seed), steps=3, **place)

    np.testing.assert_array_equal(drawn(0, block=5), drawn(0, block=5))
    for other in (drawn(1, block=5), drawn(0, block=6), drawn(0, block=5, group=1)):
        assert not np.isin(other, drawn(0, block=5)).any()
    long = draw_normals(pseudorandom_source(seed=0), block=5, steps=7)
    np.testing.assert_array_equal(long[:3], drawn(0, block=5))


def test_antithetic_lanes_mirror_the_first_half_and_go_on_with_the_paths():
    plain = draw_normals(pseudorandom_source(seed=4), block=0, steps=2)
    first, second = (
        draw_normals(pseudorandom_source(seed=4, is_antithetic=True), block=b, steps=2)
        for b in (0, 1)
    )
    np.testing.assert_array_equal(first[..., 32:], -first[..., :32])
    np.testing.assert_array_equal(
        np.concatenate([first, second], axis=-1)[..., :32], plain[..., :32]
    )
    np.testing.assert_array_equal(second[..., :32], plain[..., 32:])


def _is_primitive(polynomial: int, degree: int) -> bool:
    """Whether x generates all 2^degree - 1 nonzero residues."""
    order = (1 << degree) - 1
    factors = [p for p in range(2, order + 1) if order % p == 0 and all(p % q for q in range(2, p))]

    def times(a: int, b: int) -> int:
        product = 0
        while b:
            product ^= a if b & 1 else 0
            a, b = a << 1, b >> 1
            a ^= polynomial if a >> degree & 1 else 0
        return product

    def power(n: int) -> int:
        result, base = 1, 2 if degree > 1 else 1
        while n:
            result = times(result, base) if n & 1 else result
            base, n = times(base, base), n >> 1
        return result

    return power(order) == 1 and all(power(order // p) != 1 for p in factors)


def test_the_table_holds_primitive_polynomials_and_odd_initial_numbers():
    table = _initial_numbers()
    assert table.shape[0] == 1024
    assert tuple(table[0, :3]) == (0, 1, 1)
    for degree, polynomial, *_ in table[1::37].tolist():
        assert polynomial >> degree == 1
        assert degree == 1 or _is_primitive(polynomial, degree)
    for degree, _, *initial in table[1:].tolist():
        assert all(m % 2 == 1 and m < 2 << k for k, m in enumerate(initial[:degree]))
    assert len(np.unique(table[:, 1])) == 1024


def test_points_are_scipys_up_to_the_scramble():
    """A nested scramble maps equal leading digits to equal ones: the tree of digits is kept."""
    ours = norm.cdf(
        np.concatenate(
            [draw_normals(sobol_source(seed=3, years=[1.0]), block=b, factors=40) for b in (0, 1)],
            axis=-1,
        )[0].T
    )
    plain = qmc.Sobol(40, scramble=False).random(128)
    # SciPy walks in Gray code's order; over a whole power of two the set of points is the same.
    order = np.argsort(
        [int(format(i, "07b"), 2) ^ (int(format(i, "07b"), 2) >> 1) for i in range(128)]
    )
    plain = plain[order]
    for digits in (1, 3, 6):
        mine, theirs = np.floor(ours * 2**digits), np.floor(plain * 2**digits)
        for dimension in range(40):
            pairs = set(zip(mine[:, dimension], theirs[:, dimension], strict=True))
            assert len(pairs) == 2**digits


def test_scrambles_are_unbiased_and_converge_faster_than_independent_numbers():
    def error(blocks):
        source = sobol_source(seed=5, years=[0.5, 1.0])
        means = []
        for group in range(32):
            z = np.concatenate(
                [draw_normals(source, group=group, block=b, steps=2) for b in range(blocks)],
                axis=-1,
            )
            means.append(np.exp(0.3 * z.sum(axis=(0, 1))).mean() - np.exp(0.09))
        return np.mean(means), np.std(means, ddof=1)

    (bias, few), (_, many) = error(4), error(64)
    assert abs(bias) < 3.5 * few / np.sqrt(32)
    assert many < few / 8  # independent numbers would give 4


def test_the_bridge_is_an_orthogonal_map_of_the_numbers():
    years = [0.1, 0.15, 0.4, 0.45, 1.0, 2.0, 2.25]
    bridged = sobol_source(seed=9, years=years)
    single = sobol_source(seed=9, years=[1.0])
    steps, factors = len(years), 3
    got = draw_normals(bridged, steps=steps, factors=factors)
    raw = draw_normals(single, steps=1, factors=steps * factors).reshape(steps, factors, 64)
    assert (got**2).sum(axis=0) == pytest.approx((raw**2).sum(axis=0), rel=1e-12)
    widths = np.diff(years, prepend=0.0)
    end = (got * np.sqrt(widths)[:, None, None]).sum(axis=0) / np.sqrt(years[-1])
    assert end == pytest.approx(raw[0], rel=1e-12)
    # The map is the same for every path and factor, with orthonormal rows.
    samples = raw.transpose(1, 2, 0).reshape(-1, steps), got.transpose(1, 2, 0).reshape(-1, steps)
    matrix = np.linalg.lstsq(*samples, rcond=None)[0]
    assert samples[0] @ matrix == pytest.approx(samples[1], abs=1e-10)
    assert matrix @ matrix.T == pytest.approx(np.eye(steps), abs=1e-10)


def test_dimensions_beyond_the_table_are_pseudorandom():
    z = draw_normals(sobol_source(seed=0, years=[1.0]), factors=1100)[0]
    assert kstest(z[1024:].ravel(), "norm").pvalue > 1e-3


@pytest.mark.parametrize("seed", [-1, 1 << 64, 0.5, True])
def test_a_seed_outside_its_domain_is_refused(seed):
    with pytest.raises(InvalidArgumentError, match="whole number from 0"):
        pseudorandom_source(seed=seed)


def test_bad_times_and_sizes_are_refused():
    with pytest.raises(InvalidArgumentError, match="does not ascend"):
        sobol_source(seed=0, years=[1.0, 0.5])
    with pytest.raises(InvalidArgumentError, match="sizes of at least 1"):
        draw_normals(pseudorandom_source(seed=0), steps=0)
