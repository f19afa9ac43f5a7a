"""The names of contracts and models on the command line, and what they need."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from axiom.cli.valuing.words import Words, read_fields
from axiom.core.errors import InvalidArgumentError
from axiom.engines import catalogue
from axiom.instruments import Compound, European, Instrument
from axiom.models import BlackScholes, Correlated, LocalVol, Model
from axiom.volatility import load_surface
from axiom.volatility.analytics import local_vol

__all__ = ["MODELS", "PRODUCTS", "build_model", "build_product", "option_names"]


def _hyphenated(kinds: Mapping[str, type[Any]]) -> dict[str, type[Any]]:
    return {re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower(): kind for name, kind in kinds.items()}


PRODUCTS: Final[Mapping[str, type[Instrument]]] = _hyphenated(catalogue.INSTRUMENTS)
"""Contracts by their names on the command line."""
MODELS: Final[Mapping[str, type[Model]]] = _hyphenated(catalogue.MODELS)
"""Models by their names on the command line."""


def build_product(name: str, words: Words) -> Instrument:
    """Make the contract of a name from the words given; those taken leave `words`.

    Raises
    ------
    InvalidArgumentError
        If there is no such contract or a term is missing; the message lists them.

    Verified by ``tests/unit/cli/test_value.py``.
    """
    kind = _chosen("product", name, PRODUCTS)
    given = read_fields(kind, words)
    if kind is Compound:
        inner = read_fields(European, words, prefix="underlying_")
        _refuse_missing(European, inner, name, prefix="underlying_")
        given["underlying"] = European(**inner)
    _refuse_missing(kind, given, name)
    contract: Instrument = kind(**given)
    return contract


def build_model(name: str, words: Words, *, n_assets: int) -> Model:
    """Make the model of a name from the words given; those taken leave `words`.

    Black-Scholes for several assets takes one vol an asset, and correlations: one number for every
    pair, or rows. Local vol takes a stored surface as `surface`, or its grid.

    Raises
    ------
    InvalidArgumentError
        If there is no such model or a parameter is missing; the message lists them.

    Verified by ``tests/unit/cli/test_value.py``.
    """
    kind = _chosen("model", name, MODELS)
    if kind is Correlated or (kind is BlackScholes and n_assets > 1):
        return _correlated(words, n_assets)
    if kind is LocalVol and "surface" in words:
        surface = load_surface(Path(words.pop("surface")))
        return local_vol(surface).grid().model()
    given = read_fields(kind, words)
    _refuse_missing(kind, given, name)
    model: Model = kind(**given)
    return model


def option_names(kind: type, *, prefix: str = "") -> list[tuple[str, str]]:
    """Return the options of a dataclass and their defaults, "" where one is needed."""
    named: list[tuple[str, str]] = []
    for field in dataclasses.fields(kind):
        if kind is Compound and field.name == "underlying":
            named += option_names(European, prefix="underlying_")
            continue
        needed = field.default is dataclasses.MISSING
        option = "--" + (prefix + field.name).replace("_", "-")
        named.append((option, "" if needed else _shown(field.default)))
    return named


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        return ",".join(f"{item:g}" for item in default) or "none"
    return "none" if default is None else str(default)


def _chosen(what: str, name: str, known: Mapping[str, type[Any]]) -> type[Any]:
    if name not in known:
        raise InvalidArgumentError(f"--{what} is {name!r}; give one of {', '.join(sorted(known))}")
    return known[name]


def _refuse_missing(kind: type, given: Mapping[str, Any], name: str, *, prefix: str = "") -> None:
    needed = [field.name for field in dataclasses.fields(kind) if _is_needed(field)]
    missing = ["--" + (prefix + n).replace("_", "-") for n in needed if n not in given]
    if missing:
        raise InvalidArgumentError(
            f"{name} needs {', '.join(missing)} as well; `axiom value --product NAME --list` shows "
            "all that a contract takes"
        )


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _correlated(words: Words, n_assets: int) -> Correlated:
    for name in ("vol", "correlation"):
        if name not in words:
            raise InvalidArgumentError(
                f"--{name} is missing: several assets need --vol 0.2,0.3,... and --correlation, "
                "one number for every pair or rows set apart by ;"
            )
    vols = _numbers("--vol", words.pop("vol"))
    rows = [_numbers("--correlation", row) for row in words.pop("correlation").split(";")]
    if len(vols) != n_assets:
        raise InvalidArgumentError(
            f"--vol has {len(vols)} numbers: give one for each of {n_assets}"
        )
    if len(rows) == 1 and len(rows[0]) == 1:
        pair = rows[0][0]
        rows = [[1.0 if i == j else pair for j in range(n_assets)] for i in range(n_assets)]
    flat = tuple(BlackScholes(vol=vol) for vol in vols)
    return Correlated(models=flat, correlation=tuple(tuple(row) for row in rows))


def _numbers(option: str, text: str) -> Sequence[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InvalidArgumentError(f"{option} is {text!r}; give numbers 0.2,0.3,...") from None
