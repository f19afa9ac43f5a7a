"""Options that may be exercised early on a spot that pays dated dividends: terms and prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import price
from axiom.kernels.accuracy import Accuracy, check_accuracy
from axiom.kernels.dividends import Dividend
from axiom.kernels.exercise import Exercise, check_exercise

__all__ = ["Accuracy", "ExerciseTerms", "OptionTerms", "european_price", "option_price"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_COLUMNS: Final = ("spot", "strike", "years", "rate", "borrow", "is_call")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseTerms:
    """How the options of a chain are exercised, and what the underlying pays before they expire.

    Parameters
    ----------
    exercise : {"european", "american"}
        Style of options that do not say their own.
    dividends : tuple of Dividend
        Dated dividends, times in years from the valuation time.
    accuracy : {"fast", "accurate", "reference"}
        Preset of American prices and of those with dividends; see `axiom.price`.

    Raises
    ------
    InvalidArgumentError
        When `exercise` or `accuracy` is none of these.

    Verified by ``tests/unit/volatility/test_exercise.py``.
    """

    exercise: Exercise = "european"
    dividends: tuple[Dividend, ...] = ()
    accuracy: Accuracy = "accurate"

    def __post_init__(self) -> None:
        """Check the arguments."""
        check_exercise(self.exercise)
        check_accuracy(self.accuracy)

    def groups(self, years: Floats, american: Mask) -> Iterator[tuple[Mask, dict[str, Any]]]:
        """Yield masks of options that are priced alike, with arguments of `axiom.price` for them.

        Options that see no dividend are priced without any: by closed formulas where European.
        """
        paid = self.pays_before(years)
        for sees, given in ((~paid, {}), (paid, {"dividends": self.dividends})):
            for style, early in (("european", ~american), ("american", american)):
                if (sees & early).any():
                    yield sees & early, {**given, "accuracy": self.accuracy, "exercise": style}

    def later(self, years: float) -> ExerciseTerms:
        """Return the terms some years later, 0 or more: dividends nearer, those paid left out."""
        if not self.dividends or years == 0.0:
            return self
        left = [replace(one, time=one.time - years) for one in self.dividends if one.time > years]
        return replace(self, dividends=tuple(left))

    def pays_before(self, years: Floats) -> NDArray[np.bool_]:
        """Tell for each expiry whether a dividend is paid at or before it."""
        first = min((one.time for one in self.dividends), default=np.inf)
        return np.asarray(years >= first)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTerms:
    """Options on a spot, as arrays of one shape.

    `spot`, `strike`, `years`, `rate`, `borrow` (what the holder of the spot earns beside its
    dividends: `dividend_yield` of `axiom.price`) and `is_call`.
    """

    spot: Floats
    strike: Floats
    years: Floats
    rate: Floats
    borrow: Floats
    is_call: NDArray[np.bool_]

    @classmethod
    def of(cls, **columns: Any) -> OptionTerms:
        """Broadcast columns to one shape."""
        is_call = np.asarray(columns.pop("is_call"), dtype=bool)
        shape = np.broadcast_shapes(is_call.shape, *(np.shape(value) for value in columns.values()))
        wide = {
            name: np.broadcast_to(np.asarray(value, dtype=np.float64), shape)
            for name, value in columns.items()
        }
        return cls(**wide, is_call=np.broadcast_to(is_call, shape))

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of `axiom.price`, `axiom.greeks` and `axiom.implied_vol`."""
        return {
            "spot": self.spot,
            "strike": self.strike,
            "expiry": self.years,
            "rate": self.rate,
            "dividend_yield": self.borrow,
            "is_call": self.is_call,
        }

    def where(self, chosen: NDArray[Any]) -> OptionTerms:
        """Return some of the options, by a mask or by places."""
        return OptionTerms(**{name: getattr(self, name)[chosen] for name in _COLUMNS})

    def reshaped(self, shape: tuple[int, ...]) -> OptionTerms:
        """Return the options in another shape of as many."""
        return OptionTerms(**{name: getattr(self, name).reshape(shape) for name in _COLUMNS})

    def broadcast(self, shape: tuple[int, ...], spot: Any = None) -> OptionTerms:
        """Return the options broadcast to a shape, on another spot where one is given."""
        columns = {name: getattr(self, name) for name in _COLUMNS}
        columns["spot"] = self.spot if spot is None else spot
        return OptionTerms(**{name: np.broadcast_to(v, shape) for name, v in columns.items()})

    def with_side(self, is_call: NDArray[np.bool_]) -> OptionTerms:
        """Return the calls or puts of the same terms."""
        return replace(self, is_call=is_call)


def european_price(
    options: OptionTerms, vol: Floats, terms: ExerciseTerms, *, threads: int = 1
) -> Floats:
    """Price the European options of the same terms, dividends included.

    Parameters
    ----------
    options : OptionTerms
        Shape (n,).
    vol : ndarray, shape (n,)
        Vols of the spot between ex-dates; NaN gives NaN.
    terms : ExerciseTerms
        Dividends and accuracy.
    threads : int

    Returns
    -------
    ndarray, shape (n,)

    Verified by ``tests/unit/volatility/test_exercise.py``.
    """
    return option_price(options, vol, np.zeros(vol.shape, dtype=bool), terms, threads=threads)


def option_price(
    options: OptionTerms,
    vol: Floats,
    american: NDArray[np.bool_],
    terms: ExerciseTerms,
    *,
    threads: int = 1,
) -> Floats:
    """Price options of both styles on a spot with dividends.

    Parameters
    ----------
    options : OptionTerms
        Shape (n,).
    vol : ndarray, shape (n,)
        Vols of the spot between ex-dates.
    american : ndarray of bool, shape (n,)
        Which of them can be exercised early.
    terms : ExerciseTerms
        Dividends and accuracy.
    threads : int

    Returns
    -------
    ndarray, shape (n,)

    Verified by ``tests/unit/volatility/test_exercise.py``.
    """
    value = np.empty(options.strike.shape)
    for some, more in terms.groups(options.years, american):
        arguments: Any = {**options.where(some).arguments, **more}
        value[some] = price(**arguments, vol=vol[some], threads=threads)
    return value
