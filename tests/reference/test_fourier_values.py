"""Published prices under Heston, Bates and Merton."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.kernels.fourier import AffineParameters, AffineStrips

LEWIS = AffineParameters(
    initial_variance=0.04, mean_reversion=4.0, long_variance=0.25, vol_of_vol=1.0, correlation=-0.5
)
# A. Lewis, reference prices of September 2013 (wilmott.com, "Heston model reference prices"), as
# tabulated in QuantLib's hestonmodel.cpp: spot 100, rate 1 %, yield 2 %, one year.
LEWIS_ROWS = [
    (80.0, False, 7.958878113256768285213263077598987193482161301733),
    (80.0, True, 26.774758743998854221382195325726949201687074848341),
    (90.0, False, 12.017966707346304987709573290236471654992071308187),
    (90.0, True, 20.933349000596710388139445766564068085476194042256),
    (100.0, False, 17.055270961270109413522653999411000974895436309183),
    (100.0, True, 16.070154917028834278213466703938231827658768230714),
    (110.0, False, 23.017825898442800538908781834822560777763225722188),
    (110.0, True, 12.132211516709844867860534767549426052805766831181),
    (120.0, False, 29.811026202682471843340682293165857439167301370697),
    (120.0, True, 9.024913483457835636553375454092357136489051667150),
]


@pytest.mark.parametrize(("strike", "is_call", "wanted"), LEWIS_ROWS)
def test_lewis_reference_prices(strike, is_call, wanted):
    forward = 100.0 * math.exp(0.01 - 0.02)
    strips = AffineStrips(forward=forward, strike=strike, expiry=1.0, is_call=is_call)
    found = strips.values(LEWIS, tolerance=1e-12)
    assert found.values[0, 0] * math.exp(-0.01) == pytest.approx(wanted, abs=3e-13)


def test_benchop_heston():
    """Von Sydow and others (2015), BENCHOP, problem 4 (a Heston call)."""
    model = AffineParameters(
        initial_variance=0.0225,
        mean_reversion=2.0,
        long_variance=0.0225,
        vol_of_vol=0.25,
        correlation=-0.5,
    )
    spots = np.array([90.0, 100.0, 110.0])
    strips = AffineStrips(forward=spots * math.exp(0.03), strike=100.0, expiry=1.0, is_call=True)
    found = strips.values(model, tolerance=1e-11).values[0] * math.exp(-0.03)
    wanted = [2.302535842814927, 7.379832496149447, 14.974005277144057]
    np.testing.assert_allclose(found, wanted, atol=1e-11)
