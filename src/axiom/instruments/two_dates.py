"""Options on options, and options whose strike or kind is settled at a later date."""

from __future__ import annotations

from dataclasses import dataclass, replace

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import flag, number
from axiom.instruments.instrument import Instrument, SingleAsset
from axiom.instruments.vanilla import European

__all__ = ["Chooser", "Compound", "ForwardStart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound(SingleAsset):
    """A European option on a European option.

    Pays max(V_t - K, 0) for a call, max(K - V_t, 0) for a put, at t, where V_t is what the
    underlying option is then worth.

    Parameters
    ----------
    strike : float
        K, 0 or more.
    expiry : float
        t in years, 0 or more.
    is_call : bool
    underlying : European
        Expires at t or later.

    References
    ----------
    Geske, The valuation of compound options, Journal of Financial Economics 7, 1979, 63-81 (p. 68).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    strike: float
    expiry: float
    underlying: European
    is_call: bool = True

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "strike", least=0.0)
        number(self, "expiry", least=0.0)
        flag(self, "is_call")
        if not isinstance(self.underlying, European):
            raise InvalidArgumentError(f"underlying={self.underlying!r}: give a European option")
        if self.underlying.expiry < self.expiry:
            raise InvalidArgumentError(
                f"underlying expires at {self.underlying.expiry}, before expiry={self.expiry}: "
                "give one that lives longer"
            )

    @property
    def last_time(self) -> float:
        """The expiry of the underlying option."""
        return self.underlying.expiry

    def times(self) -> tuple[float, ...]:
        """Return both expiries."""
        return tuple(sorted({self.expiry, self.underlying.expiry}))

    def aged(self, years: float, *, spots: tuple[float, ...]) -> Compound:
        """Return it later, see `Instrument.aged`."""
        underlying = self.underlying.aged(years, spots=spots)
        return replace(self, expiry=max(self.expiry - years, 0.0), underlying=underlying)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser(Instrument):
    """The right to choose between a call and a put at a later date.

    Is worth max(call, put) at the time of choice.

    Parameters
    ----------
    choice : float
        Years until the choice, 0 or more.
    call_strike, put_strike : float
        0 or more.
    call_expiry, put_expiry : float
        Years, no earlier than the choice.

    References
    ----------
    Rubinstein, Options for the undecided, Risk 4 (4), 1991, p. 43.

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    choice: float
    call_strike: float
    call_expiry: float
    put_strike: float
    put_expiry: float

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "choice", least=0.0)
        for name in ("call_strike", "put_strike"):
            number(self, name, least=0.0)
        for name in ("call_expiry", "put_expiry"):
            number(self, name, least=self.choice)

    @classmethod
    def simple(cls, *, choice: float, strike: float, expiry: float) -> Chooser:
        """Return one between a call and a put of the same strike and expiry."""
        return cls(
            choice=choice,
            call_strike=strike,
            call_expiry=expiry,
            put_strike=strike,
            put_expiry=expiry,
        )

    @property
    def n_assets(self) -> int:
        """One."""
        return 1

    @property
    def last_time(self) -> float:
        """The later of both expiries."""
        return max(self.call_expiry, self.put_expiry)

    @property
    def is_simple(self) -> bool:
        """Whether call and put share strike and expiry."""
        return self.call_strike == self.put_strike and self.call_expiry == self.put_expiry


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardStart(SingleAsset):
    """A European option whose strike is set at a later date.

    Pays max(S_T - m S_t, 0) for a call, max(m S_t - S_T, 0) for a put, at T.

    Parameters
    ----------
    start : float
        t in years, within [0, T].
    moneyness : float
        m, 0 or more.
    expiry : float
        T in years.
    is_call : bool

    References
    ----------
    Rubinstein, Pay now, choose later, Risk 4 (2), 1991, p. 13.

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    start: float
    moneyness: float
    expiry: float
    is_call: bool = True

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "expiry", least=0.0)
        number(self, "start", least=0.0, most=self.expiry)
        number(self, "moneyness", least=0.0)
        flag(self, "is_call")
