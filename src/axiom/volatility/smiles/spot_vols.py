"""From Black vols on forwards to vols of a spot that pays dated dividends, and back.

A surface holds Black vols on forwards: those of European options. An option on a spot that pays
dated dividends has a vol of its own, that of the spot between the ex-dates; all options of a strike
share it, calls and puts, European and American. The functions here go from one to the other.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import implied_vol
from axiom.volatility.forwards.exercise import ExerciseTerms, OptionTerms, european_price

__all__ = ["black_vol", "spot_vol"]

Floats = NDArray[np.float64]

_STEPS: Final = 8
_ENOUGH: Final = 1e-9


def spot_vol(
    options: OptionTerms,
    vol: Floats,
    forward: Floats,
    terms: ExerciseTerms,
    *,
    threads: int = 1,
) -> Floats:
    """Find the vol of the spot between ex-dates at which European prices have given Black vols.

    Parameters
    ----------
    options, terms, threads
        As in `european_price`.
    vol : ndarray, shape (n,)
        Black vols on the forward.
    forward : ndarray, shape (n,)
        Forwards of the options' expiries.

    Returns
    -------
    ndarray, shape (n,)
        `vol` itself where no dividend is paid before the expiry.

    Notes
    -----
    Each step corrects the vol by the difference of the two Black vols, for one moves with the other
    nearly one to one. Options out of the money are used throughout, whose prices tell more of the
    vol; a strike's call and put share it. Where the price no longer tells the vol (far from the
    money), the vol found so far is kept.

    Verified by ``tests/unit/volatility/test_spot_vols.py``.
    """
    found = np.array(vol, dtype=np.float64)
    paid = np.flatnonzero(terms.pays_before(options.years) & np.isfinite(vol) & (vol > 0.0))
    if not paid.size:
        return found
    key = np.stack([getattr(options, name)[paid] for name in ("spot", "strike", "years")])
    key = np.vstack([key, vol[paid], options.borrow[paid]])
    _, first, back = np.unique(key, axis=1, return_index=True, return_inverse=True)
    chosen = paid[first]
    found[paid] = _solved(options.where(chosen), vol[chosen], forward[chosen], terms, threads)[
        np.ravel(back)
    ]
    return found


def _solved(
    options: OptionTerms, vol: Floats, forward: Floats, terms: ExerciseTerms, threads: int
) -> Floats:
    side = options.with_side(options.strike >= forward)
    found, active = vol.copy(), np.arange(vol.size)
    for _ in range(_STEPS):
        some = side.where(active)
        value = european_price(some, found[active], terms, threads=threads)
        seen, status = black_vol(value, some, forward[active], threads=threads)
        step = np.where(status == 0, vol[active] - seen, 0.0)
        found[active] = np.maximum(found[active] + step, 0.5 * found[active])
        active = active[np.abs(step) > _ENOUGH + 1e-7 * vol[active]]
        if not active.size:
            break
    return found


def black_vol(
    value: Floats, options: OptionTerms, forward: Floats, *, threads: int = 1
) -> tuple[Floats, NDArray[np.uint8]]:
    """Return the Black vols of European prices on given forwards, and their statuses.

    Parameters
    ----------
    value : ndarray, shape (n,)
        Prices; NaN gives NaN and INVALID_INPUT.
    options : OptionTerms
        Shape (n,).
    forward : ndarray, shape (n,)
        Forwards of the options' expiries.
    threads : int

    Returns
    -------
    vol : ndarray, shape (n,)
    status : ndarray of uint8
        Codes of `axiom.ImpliedVolStatus`.

    Verified by ``tests/unit/volatility/test_spot_vols.py``.
    """
    found: tuple[Floats, NDArray[np.uint8]] = implied_vol(
        price=value * np.exp(options.rate * options.years),
        forward=forward,
        strike=options.strike,
        expiry=options.years,
        is_call=options.is_call,
        return_status=True,
        threads=threads,
    )
    return found
