"""Surfaces over the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, JsonValue

from axiom.wire.base import WireModel
from axiom.wire.chains import Identifier, Underlying

__all__ = [
    "EVALUATED",
    "CertificateAnswer",
    "ComparisonAnswer",
    "CurrentSurface",
    "DistributionAnswer",
    "EvaluateRequest",
    "Evaluated",
    "EvaluatedPoints",
    "FitAnswer",
    "FitRequest",
    "FitSettings",
    "KeepSurfaceRequest",
    "SmileAnswer",
    "SurfaceAnswer",
    "SurfacePage",
    "SurfaceQuality",
    "TableAnswer",
    "VerifyAnswer",
]

Evaluated = Literal["vol", "total_variance", "density", "forward", "discount_factor", "region"]
EVALUATED: tuple[Evaluated, ...] = (
    "vol",
    "total_variance",
    "density",
    "forward",
    "discount_factor",
    "region",
)
"""What surfaces are evaluated for."""
Settings = dict[str, JsonValue]


class FitSettings(WireModel):
    """How a surface is fitted; what is left out keeps the library's default.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.

    Examples
    --------
    >>> from axiom.wire.surfaces import FitSettings
    >>> FitSettings(curve="essvi", fit={"sweeps": 10}).document()
    {'curve': 'essvi', 'fit': {'sweeps': 10}}
    """

    curve: Literal["spline", "essvi", "ssvi", "svi", "fengler", "andreasen_huge"] | None = None
    """Family of the smiles; ``spline`` by default."""
    fit: Settings | None = None
    """Settings of the family, by the names of the library's ``SplineSettings``,
    ``EssviSettings``, ``SsviSettings``, ``SviSettings``, ``FenglerSettings`` or
    ``AndreasenHugeSettings``."""
    hygiene: Settings | None = None
    """Which quotes are left out, by the names of the library's ``QuoteRules``; ``max_age`` in
    seconds."""
    parity: Settings | None = None
    """How forwards are implied, by the names of the library's ``ParityRules``."""
    certificate: Settings | None = None
    """Where the surface is checked, by the names of the library's ``CertificateSettings``."""
    clock: Settings | None = None
    """How variance passes: ``calendar`` (such as XNYS), ``weights`` (``DayWeights``) and
    ``events`` (each ``at``, ``days`` and ``label``); calendar time by default."""
    event_candidates: tuple[Settings, ...] | None = None
    """Events whose variance is fitted to the term structure: each ``at``, ``days`` (not read) and
    ``label``."""
    reference_rate: float | None = None
    """Known rate, continuously compounded, a year."""
    dividend_yield: float | None = None
    """Known dividend yield, continuously compounded, a year."""
    accuracy: Literal["fast", "accurate", "reference"] | None = None
    """Preset of American prices; ``fast`` by default."""

    def document(self) -> dict[str, Any]:
        """Give what was set, for the library."""
        found: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        return found


class FitRequest(WireModel):
    """Fit a surface to a stored chain.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    chain_id: Identifier
    """Of the stored chain."""
    settings: FitSettings = FitSettings()
    """How to fit."""
    prior_id: Identifier | None = None
    """A stored surface that counts where quotes are few; none by default."""


class KeepSurfaceRequest(WireModel):
    """A surface that was fitted elsewhere, to be certified and kept.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    underlying: Underlying
    """Symbol of the underlying."""
    parameters: dict[str, JsonValue]
    """The document that the surface's ``to_json`` wrote."""


class SurfaceQuality(WireModel):
    """How well a surface fits the quotes it was fitted to.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    n_quotes: int
    """Usable quotes; 0 for a surface that came without quotes, and the rest is null then."""
    in_spread_share: float | None
    """Share of quotes whose model price lies within bid and ask."""
    in_spread_share_otm: float | None
    """The same of out-of-the-money quotes."""
    rmse_vol: float | None
    """Root mean square of model vol less mid vol, out-of-the-money quotes; decimal vol."""
    rmse_spreads: float | None
    """Root mean square of model price less mid, in spreads."""


class SurfaceAnswer(WireModel):
    """A stored surface, without its parameters.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    id: str
    """Identifier; ids sort in the order in which surfaces were stored."""
    underlying: str
    """Symbol of the underlying."""
    valuation_time: AwareDatetime
    """From when expiries count."""
    family: str
    """Format of the parameters, such as ``axiom.spline``."""
    is_arbitrage_free: bool
    """Whether the certificate found no violation."""
    quality: SurfaceQuality
    """How well it fits."""
    input_hash: str
    """SHA-256 of what it was fitted to: quotes and settings, in hexadecimal."""
    chain_id: str | None
    """Of the stored chain; null for a surface that was fitted elsewhere."""
    created_at: AwareDatetime
    """When it was stored."""


class FitAnswer(WireModel):
    """A fitted surface.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    surface: SurfaceAnswer | None
    """The stored surface; null where it was fitted without being kept."""
    underlying: str
    """Symbol of the underlying."""
    valuation_time: AwareDatetime
    """From when expiries count."""
    parameters: dict[str, Any]
    """Document from which the library's ``surface_from_json`` rebuilds it bit for bit."""
    is_arbitrage_free: bool
    """Whether the certificate found no violation."""
    quality: SurfaceQuality
    """How well it fits."""
    summary: str
    """The certificate in four lines."""
    spot: float
    """Spot that Greeks refer to; the nearest forward where the chain brings none."""
    skipped: tuple[dict[str, Any], ...]
    """Expiries without a slice of their own: ``expiry``, ``years``, ``n_quotes``, ``reason``."""
    notes: tuple[str, ...]
    """What a reader of the surface has to know."""
    run_id: str | None
    """Of the recorded run, by which ``axiom store replay`` computes it again; null where it was
    not kept."""


class SurfacePage(WireModel):
    """A page of surfaces.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    surfaces: tuple[SurfaceAnswer, ...]
    """The surfaces."""
    next: str | None
    """What to give as ``after`` for the next page; null on the last one."""


class CurrentSurface(SurfaceAnswer):
    """The current surface of an underlying, with its parameters.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    parameters: dict[str, Any]
    """Document from which the library's ``surface_from_json`` rebuilds it bit for bit."""


class EvaluateRequest(WireModel):
    """Points of a surface, and what is wanted there.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.

    Examples
    --------
    >>> from axiom.wire.surfaces import EvaluateRequest
    >>> EvaluateRequest(expiry=[0.25], strike=[100.0]).outputs[0]
    'vol'
    """

    expiry: Annotated[tuple[float, ...], Field(min_length=1, max_length=1_000_000)]
    """Years; one for all points, or one a point."""
    strike: Annotated[tuple[float, ...], Field(min_length=1, max_length=1_000_000)] | None = None
    """Strikes, or `log_moneyness`; one for all points, or one a point."""
    log_moneyness: (
        Annotated[tuple[float, ...], Field(min_length=1, max_length=1_000_000)] | None
    ) = None
    """log(strike / forward)."""
    outputs: Annotated[tuple[Evaluated, ...], Field(min_length=1)] = EVALUATED
    """What is wanted; ``vol`` a root year, ``density`` a unit of price under the forward measure,
    ``region`` OBSERVED, INTERPOLATED or EXTRAPOLATED."""


class EvaluatedPoints(WireModel):
    """A surface at points, by column.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    columns: dict[str, list[float | str | None]]
    """``expiry``, ``strike`` or ``log_moneyness`` as asked for, and the outputs; one entry a
    point, null where there is no value."""


class SmileAnswer(WireModel):
    """The smile of one expiry.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    expiry: float
    """Years."""
    forward: float
    """Forward price for the expiry."""
    discount_factor: float
    """Value now of one unit of money paid at the expiry."""
    shape: dict[str, float | None]
    """Level, skew and curvature: ``atm_vol``, ``risk_reversal_25``, ``butterfly_25`` and others,
    as the library's ``smile_shape``."""
    points: dict[str, list[float | str | None]]
    """``log_moneyness``, ``strike``, ``vol``, ``total_variance``, ``density``, ``region``."""


class DistributionAnswer(WireModel):
    """The distribution of the underlying at one expiry, under the forward measure.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    expiry: float
    """Years."""
    forward: float
    """Forward price for the expiry."""
    mass: float
    """Integral of the density; 1 where there is no arbitrage."""
    mass_error: float
    """Error of that integral."""
    log_return: dict[str, float | None]
    """Moments of log(S / forward): ``mean``, ``variance``, ``skewness``, ``kurtosis``."""
    points: dict[str, list[float | None]]
    """``price``, ``density`` a unit of price, ``cumulative`` probability."""


class TableAnswer(WireModel):
    """A table, by column.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    columns: dict[str, list[Any]]
    """Columns by name; all have the same length."""


class ComparisonAnswer(WireModel):
    """A second surface less a first.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    summary: str
    """How far they lie apart, in a line."""
    rms: float
    """Root mean square of the change of vol over points free of arbitrage on both."""
    largest: float
    """Largest change of vol there."""
    n_suspect: int
    """Points that have arbitrage on either."""
    points: dict[str, list[Any]]
    """One entry a tenor and delta; see the library's ``SurfaceComparison``."""
    tenors: dict[str, list[Any]]
    """Level, skew and curvature of the change by tenor."""


class CertificateAnswer(WireModel):
    """What was checked of a surface, and what was found.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    is_arbitrage_free: bool
    """Whether no condition was missed."""
    summary: str
    """What was found, in four lines."""
    violations: dict[str, list[Any]]
    """Each violation, by column: ``kind``, ``expiry``, ``strike``, ``size`` and others."""
    conditions: dict[str, list[Any]]
    """How each condition was decided, by column: ``kind``, ``place``, ``method``."""
    document: dict[str, Any]
    """The certificate itself, from which the library's ``Certificate.from_json`` rebuilds it."""


class VerifyAnswer(WireModel):
    """Whether a stored certificate is what certifying its surface again gives.

    Notes
    -----
    Verified by tests/unit/wire/test_surfaces.py.
    """

    is_verified: bool
    """Whether certifying again gives what is stored."""
    is_arbitrage_free: bool
    """What was found again."""
