"""The names and units of prices and Greeks: raw partial derivatives and desk units."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DESK_UNITS", "RAW_UNITS", "SMILE_UNITS", "Unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What a figure means.

    Parameters
    ----------
    name
        Column of the table.
    meaning
        One phrase saying what the figure is and in which unit.

    Notes
    -----
    Verified by tests/unit/core/test_units.py.
    """

    name: str
    meaning: str


def _units(table: dict[str, str]) -> tuple[Unit, ...]:
    return tuple(Unit(name=name, meaning=meaning) for name, meaning in table.items())


RAW_UNITS = _units(
    {
        "delta": "dV/dS: units of the underlying",
        "gamma": "d²V/dS²: units of the underlying per 1.00 of spot",
        "vega": "dV/dvol: currency per 1.00 of vol",
        "theta": "dV/dt at fixed spot and vol: currency per year of calendar time",
        "rho": "dV/dr: currency per 1.00 of rate",
        "psi": "dV/dq: currency per 1.00 of dividend yield",
        "dual_delta": "dV/dK: currency per 1.00 of strike",
        "dual_gamma": "d²V/dK²: currency per 1.00 of strike squared",
        "vanna": "d²V/dS dvol: units of the underlying per 1.00 of vol",
        "volga": "d²V/dvol²: currency per 1.00 of vol squared",
        "charm": "d²V/dS dt: units of the underlying per year",
        "veta": "d²V/dvol dt: currency per 1.00 of vol and year",
        "speed": "d³V/dS³: units of the underlying per 1.00 of spot squared",
        "zomma": "d³V/dS² dvol: gamma per 1.00 of vol",
        "color": "d³V/dS² dt: gamma per year",
        "ultima": "d³V/dvol³: currency per 1.00 of vol cubed",
    }
)
SMILE_UNITS = _units(
    {
        "smile_delta": "dV/dS, vols following the spot: units of the underlying",
        "smile_gamma": "d²V/dS², vols following the spot: units of the underlying per 1.00 of spot",
    }
)
DESK_UNITS = _units(
    {
        "delta_cash": "delta times spot: currency value of the delta",
        "gamma_1pct": "change of delta for a 1 % rise of spot: units of the underlying",
        "gamma_cash_1pct": "change of delta_cash due to gamma for a 1 % rise of spot: currency",
        "smile_delta_cash": "smile_delta times spot: currency value of the delta to hedge with",
        "smile_gamma_1pct": "change of smile_delta for a 1 % rise of spot: units of the underlying",
        "vega_1pct": "currency per 1 vol point (0.01)",
        "theta_1d": "currency per calendar day",
        "rho_1bp": "currency per 1 basis point of rate",
        "psi_1bp": "currency per 1 basis point of dividend yield",
        "vanna_1pct": "change of delta per 1 vol point: units of the underlying",
        "volga_1pct": "change of vega_1pct per 1 vol point: currency",
        "charm_1d": "change of delta per calendar day: units of the underlying",
        "veta_1d": "change of vega_1pct per calendar day: currency",
    }
)
