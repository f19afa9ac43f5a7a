"""How a surface is fitted to a chain; everything that changes it but the quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from axiom.core.documents import from_document, to_document
from axiom.core.errors import InvalidArgumentError
from axiom.kernels.accuracy import Accuracy, check_accuracy
from axiom.market import Clock, Event, QuoteRules
from axiom.volatility.certificate.arbitrage import CertificateSettings
from axiom.volatility.curves.fit import Curve, checked_settings
from axiom.volatility.forwards.imply import ParityRules

__all__ = ["ChainFitSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFitSettings:
    """How a surface is fitted to a chain.

    Parameters
    ----------
    hygiene
        Rules that leave quotes out.
    parity
        Rules of the implied forwards.
    reference_rate, dividend_yield
        Known rate and dividend yield, decimals a year; see `axiom.volatility.imply_forwards`.
    accuracy
        Preset of American prices: "fast", "accurate" or "reference"; see `axiom.price`.
    curve
        Family of the smiles, of `axiom.volatility.fit_surface`.
    fit
        Settings of that curve, its defaults when None.
    certificate
        The grid and tolerances of the certificate.
    clock
        How variance passes, and the events that are known; calendar time by default.
    event_candidates
        Events whose variance is fitted to the term structure; their days are not read.

    Raises
    ------
    InvalidArgumentError
        If accuracy or curve is unknown, or `fit` is of another curve.

    Notes
    -----
    Verified by tests/unit/volatility/test_chain_fit.py.
    """

    hygiene: QuoteRules = field(default_factory=QuoteRules)
    parity: ParityRules = field(default_factory=ParityRules)
    reference_rate: float | None = None
    dividend_yield: float | None = None
    accuracy: Accuracy = "fast"
    curve: Curve = "spline"
    fit: Any = None
    certificate: CertificateSettings = field(default_factory=CertificateSettings)
    clock: Clock = field(default_factory=Clock)
    event_candidates: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        """Check the domain."""
        check_accuracy(self.accuracy)
        object.__setattr__(self, "fit", checked_settings(self.curve, self.fit))

    def to_dict(self) -> dict[str, Any]:
        """Give the settings as plain values, from which `from_dict` rebuilds them."""
        found: dict[str, Any] = to_document(self)
        return found

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Rebuild settings from plain values; those left out keep their defaults.

        Parameters
        ----------
        values
            By name, as `to_dict` writes them; those of `fit` are of the curve named beside them.

        Raises
        ------
        InvalidArgumentError
            If a name is unknown, or a value is not of its type or outside its domain.
        """
        given = dict(values)
        fit = given.pop("fit", None)
        read = from_document(cls, given, "settings")
        if fit is None:
            return read
        if not isinstance(fit, Mapping):
            raise InvalidArgumentError(f"settings.fit is {fit!r}: give an object of settings")
        kind = type(checked_settings(read.curve))
        return replace(read, fit=from_document(kind, fit, "settings.fit"))
