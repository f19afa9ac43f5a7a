"""The kinds of jobs, and the functions that do them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from axiom.service.jobs.progress import Progress
    from axiom.service.services import Services

__all__ = ["KINDS", "JobFunction", "job_function"]

JobFunction = Callable[["Services", dict[str, Any], "Progress"], dict[str, Any]]
"""Does a job: what the handlers share, the request, and what to tell progress to; the result is
a JSON object. It may be begun again after a crash: what it stores must be the same then."""

KINDS: Final[Mapping[str, str]] = {
    "fit": "axiom.service.surfaces.fitting:fit_job",
    "session": "axiom.service.sessions.running:session_job",
    "value": "axiom.service.exotics.valuing:value_job",
}
"""Function of each kind as ``module:name``; it is imported when the first job of the kind runs."""


def job_function(kind: str, kinds: Mapping[str, str] = KINDS) -> JobFunction:
    """Return the function that does jobs of a kind.

    Raises
    ------
    InvalidArgumentError
        If there is no such kind.

    Notes
    -----
    Verified by tests/unit/service/jobs/test_kinds.py.
    """
    if kind not in kinds:
        raise InvalidArgumentError(f"kind={kind!r}: give one of {', '.join(sorted(kinds))}")
    module, _, name = kinds[kind].partition(":")
    function: JobFunction = getattr(import_module(module), name)
    return function
