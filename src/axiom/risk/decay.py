"""What the passing of time does to options under a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.market import TimeTable
    from axiom.volatility import Surface

__all__ = ["DAY_GREEKS", "TIME_GREEKS", "clock_greeks", "surface_clock"]

TIME_GREEKS = ("theta", "charm", "veta", "color")
"""Derivatives as calendar time passes."""

DAY_GREEKS = ("theta_1d", "charm_1d", "veta_1d")
"""Changes to the same minute of the next day, in the units of `axiom.core.units.DESK_UNITS`."""

A_DAY = 1.0 / 365.0


def surface_clock(surface: Surface) -> TimeTable | None:
    """Return the clock that a surface carries; None for calendar time."""
    clock: TimeTable | None = getattr(surface, "clock", None)
    return clock


def clock_greeks(
    figures: dict[str, NDArray[np.float64]],
    *,
    vol: ArrayLike,
    years: ArrayLike,
    clock: TimeTable,
) -> dict[str, NDArray[np.float64]]:
    """Return the time Greeks of options whose variance passes by a clock.

    Parameters
    ----------
    figures
        Greeks at a constant vol, among them theta, vega, charm, vanna, veta, volga, color and
        zomma; arrays of one shape.
    vol
        The vol they are taken at, per square root of a calendar year.
    years
        Calendar years to expiry, > 0.
    clock
        Calendar to variance time.

    Returns
    -------
    dict of str to ndarray
        ``TIME_GREEKS`` and ``DAY_GREEKS``.

    Notes
    -----
    An option keeps its vol by the clock: its total variance vol^2 T falls in proportion to the
    variance time that is left, tau(T) - tau(t). Its vol by the calendar then drifts at

        d log vol / dt = (1 / T - tau'(0) / tau(T)) / 2,

    and theta is its calendar value plus vega vol times that; charm, veta and color are the
    derivatives of it in spot, vol and spot twice. Events are no part of tau'(0). Over a day, or to
    expiry where that is nearer, the drift is (t / T - tau(t) / tau(T)) / 2 by the table, events of
    that day included, and interest and carry pass by the calendar: where no variance passes,
    theta_1d is interest and carry alone. Both are linear in the variance that passes.

    Verified by tests/unit/risk/test_decay.py.
    """
    t = np.asarray(years, dtype=np.float64)
    sigma = np.asarray(vol, dtype=np.float64)
    tau = np.asarray(clock(t))
    left = np.where(tau > 0.0, tau, np.inf)
    present = 0.5 * (1.0 / t - np.asarray(clock.rate(0.0)) / left)
    day = np.minimum(t, A_DAY)
    drift = 0.5 * (day / t - np.minimum(np.asarray(clock(day)) / left, 1.0))
    by_vol = {
        "theta": sigma * figures["vega"],
        "charm": sigma * figures["vanna"],
        "veta": figures["vega"] + sigma * figures["volga"],
        "color": sigma * figures["zomma"],
    }
    now = {name: figures[name] + present * by_vol[name] for name in TIME_GREEKS}
    a_day = {name: figures[name] * day + drift * by_vol[name] for name in TIME_GREEKS[:3]}
    return now | {
        "theta_1d": a_day["theta"],
        "charm_1d": a_day["charm"],
        "veta_1d": 0.01 * a_day["veta"],
    }
