"""Runs: a computation done and kept, so that it can be done again."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.store.models.types import canonical_json
from axiom.store.records import BlobRecord, RunRecord
from axiom.store.runs.encoding import Read, decode, encode
from axiom.store.runs.kinds import KINDS, plain_result

if TYPE_CHECKING:
    from axiom.store.unit_of_work import UnitOfWork

__all__ = ["ComputedRun", "compute_run", "done_run", "keep_run", "record_run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedRun:
    """A computation that was done and is to be kept.

    Parameters
    ----------
    record
        What is kept of it.
    blobs
        The bytes that its inputs and its output name.
    result
        What the library gave.

    Notes
    -----
    Verified by tests/unit/store/test_runs.py.
    """

    record: RunRecord
    blobs: tuple[BlobRecord, ...]
    result: Any


def compute_run(kind: str, inputs: Mapping[str, Any], *, principal: str = "") -> ComputedRun:
    """Do a computation of the library so that it can be kept.

    Parameters
    ----------
    kind
        One of `KINDS`: ``"price"``, ``"greeks"``, ``"implied-vol"``, ``"value"``, ``"fit"``,
        ``"book"``, ``"scenario-grid"``, ``"scenario-ladder"`` or ``"stress"``.
    inputs
        All arguments of the library's function by name, the first one too (``instrument``,
        ``chain``, ``book``), as the library takes them: numbers, arrays, contracts, models,
        surfaces, chains.
    principal
        Who asked for it.

    Returns
    -------
    ComputedRun

    Raises
    ------
    InvalidArgumentError
        If there is no such kind, or an argument cannot be kept or is outside its domain.
    AxiomError
        As the library's function.

    Notes
    -----
    Inputs are written down first and read back before they are used, so that what is computed is
    what would be computed again. It needs no unit of work: keep it by `keep_run` afterwards.

    Verified by tests/unit/store/test_runs.py.
    """
    if kind not in KINDS:
        raise InvalidArgumentError(f"kind={kind!r}: give one of {', '.join(KINDS)}")
    blobs = _Blobs()
    written = canonical_json(encode(inputs, blobs.put))
    started = time.perf_counter()
    result = KINDS[kind](**decode(json.loads(written), blobs.read))
    duration = time.perf_counter() - started
    return _run(kind, written, result, blobs, principal=principal, duration_s=duration)


def done_run(
    kind: str,
    inputs: Mapping[str, Any],
    result: Any,
    *,
    principal: str = "",
    duration_s: float | None = None,
) -> ComputedRun:
    """Describe a computation that was done elsewhere, such as one that told of its progress.

    Parameters
    ----------
    kind, inputs, principal
        As in `compute_run`.
    result
        What the function of the kind gives for the inputs.
    duration_s
        How long it took, seconds.

    Returns
    -------
    ComputedRun

    Raises
    ------
    InvalidArgumentError
        If there is no such kind, or an argument cannot be kept.

    Notes
    -----
    Verified by tests/unit/store/test_runs.py.
    """
    if kind not in KINDS:
        raise InvalidArgumentError(f"kind={kind!r}: give one of {', '.join(KINDS)}")
    blobs = _Blobs()
    written = canonical_json(encode(inputs, blobs.put))
    return _run(kind, written, result, blobs, principal=principal, duration_s=duration_s)


class _Blobs:
    """The bytes that a run names, by hash."""

    def __init__(self) -> None:
        self.held: dict[str, BlobRecord] = {}

    def put(self, content: bytes, media_type: str) -> str:
        """Hold bytes and give their hash."""
        blob = BlobRecord(content=content, media_type=media_type)
        return self.held.setdefault(blob.hash, blob).hash

    def read(self, found: str) -> bytes:
        """Give the bytes of a hash."""
        return self.held[found].content


def _run(
    kind: str,
    written: str,
    result: Any,
    blobs: _Blobs,
    *,
    principal: str,
    duration_s: float | None,
) -> ComputedRun:
    output = canonical_json(encode(plain_result(result), blobs.put))
    record = RunRecord(
        kind=kind,
        inputs=written,
        input_hash=_hash(written),
        output=output,
        output_hash=_hash(output),
        version=version("axiom-quant"),
        machine=this_machine(),
        principal=principal,
        duration_s=duration_s,
    )
    return ComputedRun(record=record, blobs=tuple(blobs.held.values()), result=result)


def keep_run(work: UnitOfWork, computed: ComputedRun) -> RunRecord:
    """Store a computation with the bytes it names.

    Parameters
    ----------
    work
        The unit of work.
    computed
        What `compute_run` gave.

    Returns
    -------
    RunRecord

    Notes
    -----
    Verified by tests/unit/store/test_runs.py.
    """
    for blob in sorted(computed.blobs, key=lambda one: one.hash):
        work.blobs.put(blob.content, media_type=blob.media_type)
    return work.runs.add(computed.record)


def record_run(
    work: UnitOfWork, kind: str, inputs: Mapping[str, Any], *, principal: str = ""
) -> RunRecord:
    """Do a computation and store it, in one step; see `compute_run`.

    Parameters
    ----------
    work
        The unit of work; it waits for the computation, so let only short ones be done in it.
    kind, inputs, principal
        As in `compute_run`.

    Returns
    -------
    RunRecord

    Raises
    ------
    AxiomError
        As `compute_run`.

    Notes
    -----
    Verified by tests/unit/store/test_runs.py.
    """
    return keep_run(work, compute_run(kind, inputs, principal=principal))


def recompute(run: RunRecord, read: Read) -> tuple[str, dict[str, bytes]]:
    """Do a stored computation again.

    Returns
    -------
    tuple
        Its output as canonical JSON text, and the bytes that this names by their hash.
    """
    if run.kind not in KINDS:
        raise InvalidArgumentError(f"run {run.id} is of kind {run.kind!r}, unknown to this release")
    made: dict[str, bytes] = {}

    def put(content: bytes, _media_type: str) -> str:
        made[found := sha256(content).hexdigest()] = content
        return found

    result = KINDS[run.kind](**decode(json.loads(run.inputs), read))
    return canonical_json(encode(plain_result(result), put)), made


def this_machine() -> dict[str, str]:
    """Give what the last bits of a result may depend on, beside the library's release."""
    return {
        "machine": platform.machine(),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
