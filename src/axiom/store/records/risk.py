"""What risk keeps: P&L by day, limits and their breaches, model runs and performance metrics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from axiom.store.ids import new_id
from axiom.store.records.checks import check_decimals, check_names, check_times, utc_now

__all__ = ["BreachRecord", "LimitRecord", "MetricRecord", "PnlRecord", "RunRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PnlRecord:
    """Profit and loss of a strategy on one underlying on one day.

    Parameters
    ----------
    day
        The trading day.
    strategy, underlying
        Whose, and on what.
    currency
        Of all amounts.
    total
        Profit of the day, currency; below 0 is a loss.
    terms
        Its explanation by term (`EXPLAIN_TERMS`), as a JSON object of numbers.
    updated_at
        When it was last written, aware.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    day: dt.date
    strategy: str
    underlying: str
    currency: str = "USD"
    total: Decimal
    terms: Mapping[str, Any] = field(default_factory=dict)
    updated_at: dt.datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "strategy", "underlying", "currency")
        check_decimals(self, "total")
        check_times(self, "updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRecord:
    """The limits of a strategy on an underlying from an instant on.

    Parameters
    ----------
    strategy, underlying
        Whom and what they bind; an underlying ``"*"`` is all of them.
    limits
        What `axiom.risk.Limits.to_json` gives, as a JSON object.
    valid_from
        From when, aware; the latest that has begun holds.
    set_by
        Who set them.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_risk_records.py.
    """

    strategy: str
    underlying: str
    limits: Mapping[str, Any]
    valid_from: dt.datetime = field(default_factory=utc_now)
    set_by: str = ""
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "strategy", "underlying")
        check_times(self, "valid_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRecord:
    """One limit exceeded at one instant.

    Parameters
    ----------
    time
        The instant, aware.
    limit_id
        Of the `LimitRecord`.
    strategy, underlying
        Whose, and on what.
    name
        Of the limit, as `LimitUsage.names` writes it.
    amount, limit
        The figure and its bound, in the limit's unit; None where the figure is not finite.
    resolved_at
        When it was within the limit again, aware.
    details
        Anything else, as a JSON object.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_risk_records.py.
    """

    time: dt.datetime = field(default_factory=utc_now)
    limit_id: str
    strategy: str
    underlying: str
    name: str
    amount: float | None
    limit: float
    resolved_at: dt.datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "limit_id", "strategy", "underlying", "name")
        check_times(self, "time", "resolved_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One computation: everything it needs to be done again, and what it gave.

    Parameters
    ----------
    kind
        What was computed: a name of `axiom.store.runs.KINDS`.
    inputs
        Its inputs as canonical JSON text; bytes are named by the hash of their blob.
    input_hash
        SHA-256 of `inputs`, in hexadecimal.
    output
        What it gave, as canonical JSON text.
    output_hash
        SHA-256 of `output`, in hexadecimal.
    version
        Release of the library that computed it.
    machine
        Instruction set and other facts that the last bits may depend on, as a JSON object.
    principal
        Who asked for it.
    started_at
        When it was computed, aware.
    duration_s
        How long it took, seconds.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_runs.py.
    """

    kind: str
    inputs: str
    input_hash: str
    output: str
    output_hash: str
    version: str
    machine: Mapping[str, Any] = field(default_factory=dict)
    principal: str = ""
    started_at: dt.datetime = field(default_factory=utc_now)
    duration_s: float | None = None
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "kind", "inputs", "input_hash", "output", "output_hash", "version")
        check_times(self, "started_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRecord:
    """One value of a performance metric at one instant.

    Parameters
    ----------
    time
        The instant, aware.
    name
        Of the metric, with its unit as a suffix, such as ``fit_rms_vol_bp``.
    value
        Its value.
    labels
        What it belongs to, as a JSON object of texts.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_histories.py.
    """

    time: dt.datetime = field(default_factory=utc_now)
    name: str
    value: float
    labels: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "name")
        check_times(self, "time")
