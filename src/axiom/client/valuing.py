"""Every contract under every model, by the library's own dataclasses or by their fields."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from axiom.client.calls import Call, get, post
from axiom.client.operations import operation
from axiom.wire.exotics import CatalogueAnswer, EngineChoice, ValuationAnswer

__all__ = ["ValuingOperations", "described"]


class ValuingOperations:
    """Valuations, and the catalogue of what can be valued.

    Notes
    -----
    Verified by tests/service/test_client_valuing.py.
    """

    @operation
    def value(
        self,
        instrument: Any,
        *,
        model: Any,
        market: Any,
        greeks: bool = True,
        engine: EngineChoice = "auto",
        tolerance: float = 1e-4,
        seed: int = 0,
        max_paths: int = 1 << 20,
    ) -> Call[Any]:
        """Value one contract, or several in one batch, as `axiom.value` does.

        Parameters
        ----------
        instrument
            Of `axiom.instruments`, or a mapping of its fields with its name as ``type``; or a
            sequence of them.
        model
            Of `axiom.models`, or such a mapping.
        market
            An `axiom.Market`, or a mapping of its fields.
        greeks
            Whether Greeks are wanted.
        engine
            ``auto`` takes the fastest method whose stated error is within the tolerance.
        tolerance
            Largest error over the contract's size, above 0.
        seed
            Of simulations; 0 is a seed like others.
        max_paths
            Where a simulation stops, at least 1.

        Returns
        -------
        ValuationAnswer or list of ValuationAnswer
            Price, error and Greeks, and how they were found.

        Raises
        ------
        InvalidArgumentError
            As `axiom.value`.
        """
        is_batch = isinstance(instrument, Sequence)
        body = {
            "instrument": described(instrument),
            "model": described(model),
            "market": described(market),
            "greeks": greeks,
            "engine": engine,
            "tolerance": tolerance,
            "seed": seed,
            "max_paths": max_paths,
        }
        answer: type[Any] = list[ValuationAnswer] if is_batch else ValuationAnswer
        return post("/v1/value", body, answer)

    @operation
    def catalogue(self) -> Call[CatalogueAnswer]:
        """List contracts, models and engines, with the terms of each and their units."""
        return get("/v1/catalogue", CatalogueAnswer)


def described(value: Any) -> Any:
    """Turn dataclasses into JSON values that say their type; infinities become text.

    Parameters
    ----------
    value
        A dataclass, whose fields may be dataclasses, sequences, arrays, dates and numbers; or
        mappings and sequences of these.

    Examples
    --------
    >>> from axiom.client.valuing import described
    >>> from axiom.models import BlackScholes
    >>> described([BlackScholes(vol=0.2)])
    [{'type': 'BlackScholes', 'vol': 0.2}]

    Notes
    -----
    Verified by tests/service/test_client_valuing.py.
    """
    if is_dataclass(value) and not isinstance(value, type):
        terms = {one.name: described(getattr(value, one.name)) for one in fields(value) if one.init}
        return {"type": type(value).__name__, **terms}
    if isinstance(value, Mapping):
        return {str(name): described(item) for name, item in value.items()}
    if isinstance(value, np.generic | np.ndarray):
        return described(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [described(item) for item in value]
    return _described_scalar(value)


def _described_scalar(value: Any) -> Any:
    """Turn a date or an infinity into text; leave other values as they are."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0.0 else "-Infinity"
    return value
