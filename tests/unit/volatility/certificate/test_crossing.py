"""Proofs that raw SVI smiles do not cross, against dense grids."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from axiom.volatility import RawSvi
from axiom.volatility.certificate.crossing import proved_apart

K = np.concatenate([-np.geomspace(1e4, 1e-6, 4000), [0.0], np.geomspace(1e-6, 1e4, 4000)])


def random_smile(rng: np.random.Generator) -> RawSvi:
    b, rho, sigma = rng.uniform(0.02, 0.4), rng.uniform(-0.9, 0.9), rng.uniform(0.02, 0.5)
    least = rng.uniform(0.001, 0.05)
    return RawSvi(
        a=float(least - b * sigma * np.sqrt(1.0 - rho**2)),
        b=float(b), rho=float(rho), m=float(rng.normal(scale=0.1)), sigma=float(sigma),
    )  # fmt: skip


def gap(early: RawSvi, late: RawSvi) -> np.ndarray:
    return late.smile(K).total_variance - early.smile(K).total_variance


def test_what_is_proved_holds_on_a_dense_grid_and_crossing_smiles_are_never_proved() -> None:
    rng = np.random.default_rng(3)
    proofs = clear = 0
    for _ in range(400):
        early, late = random_smile(rng), random_smile(rng)
        late = dataclasses.replace(late, a=late.a + float(rng.choice([0.0, 0.05, 0.2])))
        apart, least = proved_apart(early, late), gap(early, late).min()
        assert least > 0.0 or not apart
        steeper = all(
            late.b * (1.0 + s * late.rho) > early.b * (1.0 + s * early.rho) for s in (-1, 1)
        )
        if least > 1e-6 and steeper:
            clear += 1
            proofs += apart
    assert clear > 40
    assert proofs == clear


@pytest.mark.parametrize("touching", [1e-9, -1e-9])
def test_smiles_that_nearly_touch_are_told_apart(touching: float) -> None:
    early = RawSvi(a=0.01, b=0.1, rho=-0.4, m=0.02, sigma=0.1)
    late = RawSvi(a=0.0, b=0.15, rho=-0.3, m=-0.05, sigma=0.12)
    fine = np.linspace(-1.0, 1.0, 2_000_001)
    least = (late.smile(fine).total_variance - early.smile(fine).total_variance).min()
    moved = dataclasses.replace(late, a=late.a - float(least) + touching)
    assert proved_apart(early, moved) is (touching > 0.0)


def test_smiles_of_one_shape_are_apart_as_their_levels_are() -> None:
    early = RawSvi(a=0.01, b=0.1, rho=-0.4, m=0.02, sigma=0.1)
    up, down = (dataclasses.replace(early, a=early.a + x) for x in (1e-4, -1e-4))
    assert proved_apart(early, up)
    assert not proved_apart(early, down)
    assert proved_apart(early, early)
    scaled = RawSvi(a=0.02, b=0.2, rho=-0.4, m=0.02, sigma=0.1)
    assert proved_apart(early, scaled)
    assert not proved_apart(scaled, early)


def test_flat_smiles_and_wings_that_cross_far_away() -> None:
    flat = [RawSvi(a=a, b=0.0, rho=0.0, m=0.0, sigma=0.1) for a in (0.01, 0.02)]
    assert proved_apart(*flat)
    assert not proved_apart(*reversed(flat))
    early = RawSvi(a=0.01, b=0.1, rho=0.0, m=0.0, sigma=0.1)
    flatter = RawSvi(a=0.5, b=0.1 * (1.0 - 1e-9), rho=0.0, m=0.0, sigma=0.1)
    assert not proved_apart(early, flatter)
    assert proved_apart(early, dataclasses.replace(flatter, b=0.1))
