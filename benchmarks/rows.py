"""What a benchmark reports: rows, and what was left out with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field

AXIOM = "axiom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison.

    Attributes
    ----------
    job
        What was done.
    measured, unit
        Axiom's figure and its unit.
    target
        What is to be reached, in words; None for a row given for orientation.
    peer, peer_measured, ratio
        The rival, its figure in the same unit, and Axiom's figure over the rival's.
    met
        Whether the target is reached; None without a target.
    error, peer_error
        Largest error against the true value, where the job has one: relative for European jobs,
        absolute for American ones.
    note
        Anything that a reader must know to read the row.
    digits
        Decimals of `measured` and `peer_measured`, where they are no timings.
    """

    job: str
    measured: float
    unit: str
    target: str | None = None
    peer: str | None = None
    peer_measured: float | None = None
    ratio: float | None = None
    met: bool | None = None
    error: float | None = None
    peer_error: float | None = None
    note: str | None = None
    digits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A job that did not run, and why."""

    job: str
    reason: str


@dataclass(slots=True)
class Report:
    """Rows of one suite in the order in which they were measured."""

    rows: list[Row] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, *rows: Row) -> None:
        """Append rows."""
        self.rows.extend(rows)

    def skip(self, job: str, reason: str) -> None:
        """Say that a job did not run."""
        self.skipped.append(Skipped(job=job, reason=reason))
