"""A stored run done again, and compared bit for bit."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.store.records import RunRecord
from axiom.store.runs.encoding import Read
from axiom.store.runs.record import recompute

if TYPE_CHECKING:
    from axiom.store.unit_of_work import UnitOfWork

__all__ = ["Replay", "replay_run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of doing a run again.

    Parameters
    ----------
    run
        The run as it is stored.
    output
        What it gives now, as canonical JSON text.
    difference
        Where the output first differs from the stored one and how, or None: they are equal to the
        last bit.

    Notes
    -----
    Verified by tests/unit/store/test_replay.py.
    """

    run: RunRecord
    output: str
    difference: str | None

    @property
    def is_same(self) -> bool:
        """Whether every bit is the same."""
        return self.difference is None


def replay_run(work: UnitOfWork, identifier: str) -> Replay:
    """Do a stored run again from its stored inputs, and compare.

    Parameters
    ----------
    work
        A unit of work, which may only read.
    identifier
        Of the run.

    Returns
    -------
    Replay

    Raises
    ------
    NotFoundError
        If there is no such run, or bytes that it names are gone.
    DataError, InvalidArgumentError
        If its inputs are of a release that this one cannot read.

    Notes
    -----
    Verified by tests/unit/store/test_replay.py.
    """
    run = work.runs.get(identifier)

    def stored(name: str) -> bytes:
        return work.blobs.get(name).content

    output, made = recompute(run, stored)
    difference = None
    if output != run.output:
        found = _differences(
            json.loads(run.output), json.loads(output), "", stored, made.__getitem__
        )
        difference = next(found, "the outputs are written differently")
    return Replay(run=run, output=output, difference=difference)


def _differences(old: Any, new: Any, at: str, stored: Read, made: Read) -> Iterator[str]:
    """Name the places where two outputs differ, in their order."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        if "$array" in old and old != new:
            yield _array_difference(stored(old["$array"]), made(new["$array"]), at)
            return
        for name in old:
            yield from _differences(old[name], new[name], f"{at}.{name}", stored, made)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, f"{at}[{i}]", stored, made)
    elif repr(old) != repr(new):  # 0.0 is not -0.0, and 1 is not 1.0
        yield f"{_place(at)} was {old!r}, is {new!r}"


def _array_difference(stored: bytes, made: bytes, at: str) -> str:
    """Name the first element in which two arrays differ."""
    old, new = (np.load(io.BytesIO(one), allow_pickle=False) for one in (stored, made))
    if (old.shape, old.dtype) != (new.shape, new.dtype):
        return f"{_place(at)} was {old.dtype}{old.shape}, is {new.dtype}{new.shape}"
    bits = [np.ascontiguousarray(one).view(np.uint8).reshape(old.size, -1) for one in (old, new)]
    first = int(np.flatnonzero((bits[0] != bits[1]).any(axis=1))[0])
    was, now = old.reshape(-1)[first], new.reshape(-1)[first]
    return f"{_place(at)}[{first}] was {was!r}, is {now!r}"


def _place(at: str) -> str:
    return f"output{at}"
