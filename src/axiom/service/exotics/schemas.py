"""Requests made from the library's dataclasses: a new contract or model needs nothing here."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import operator
import types
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, ConfigDict, Field, StrictInt, create_model

from axiom.engines.catalogue import INSTRUMENTS, MODELS, Term, summary_of, terms_of
from axiom.wire.base import Flag, Number, WireModel

__all__ = ["Built", "built", "default_text", "model_of", "one_of", "type_text"]

MOST_ITEMS: Final = 10_000
"""Items of one list."""
AnyNumber = Annotated[Number | Literal["Infinity", "-Infinity"], AfterValidator(float)]


class Built(WireModel):
    """The request's form of a dataclass of the library."""

    # Its fields bring their descriptions: pydantic need not search every module for its source.
    model_config = ConfigDict(use_attribute_docstrings=False)

    def build(self) -> Any:
        """Make the dataclass, which checks its fields.

        Raises
        ------
        InvalidArgumentError
            If a field lies outside its domain.
        """
        raise NotImplementedError


@functools.cache
def model_of(kind: type) -> type[Built]:
    """Return the request's form of a dataclass: its fields, with their descriptions, and its type.

    Parameters
    ----------
    kind : type
        A dataclass of the library.

    Returns
    -------
    type
        A wire model named as the dataclass; ``type`` has to be given where others could stand in
        its place.

    Notes
    -----
    Verified by tests/unit/service/exotics/test_schemas.py.
    """
    name = kind.__name__
    is_one_of_several = kind in INSTRUMENTS.values() or kind in MODELS.values()
    tag: Any = (Literal[name], ... if is_one_of_several else name)
    fields: dict[str, Any] = {term.name: _field(term) for term in terms_of(kind)}

    def build(self: Built) -> Any:
        return kind(**{term: built(getattr(self, term)) for term in fields})

    base = type(f"{name}Base", (Built,), {"build": build, "__module__": __name__})
    return create_model(
        name, __base__=base, __module__=__name__, __doc__=summary_of(kind), type=tag, **fields
    )


def one_of(*kinds: type) -> Any:
    """Return the type of a field that holds the request's form of one of some dataclasses."""
    models = tuple(model_of(kind) for kind in kinds)
    return models[0] if len(models) == 1 else tagged(models)


def tagged(models: tuple[type[WireModel], ...]) -> Any:
    """Return the union of models that their ``type`` tells apart."""
    return Annotated[_union(models), Field(discriminator="type")]


def built(value: Any) -> Any:
    """Return what a field holds as the library takes it."""
    if isinstance(value, Built):
        return value.build()
    if isinstance(value, tuple):
        return tuple(built(item) for item in value)
    return value


def _field(term: Term) -> tuple[Any, Any]:
    text = term.text or None
    if term.is_needed:
        return _hint(term.hint), Field(description=text)
    shown: Any = {"default": json.dumps(term.default)} if _is_infinite(term) else None
    return _hint(term.hint), Field(term.default, description=text, json_schema_extra=shown)


def _is_infinite(term: Term) -> bool:
    return isinstance(term.default, float) and math.isinf(term.default)


def _hint(hint: Any) -> Any:
    """Return the type of a request's field for that of a dataclass."""
    if hint in (float, int, bool):
        return {float: AnyNumber, int: StrictInt, bool: Flag}[hint]
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return model_of(hint)
    if _is_union(hint):
        parts = get_args(hint)
        kinds = [part for part in parts if part in MODELS.values()]
        if len(kinds) == len(parts):
            return one_of(*kinds)
        return _union([_hint(part) for part in parts])
    if get_origin(hint) is tuple:
        item: Any = _hint(get_args(hint)[0])
        return Annotated[tuple[item, ...], Field(max_length=MOST_ITEMS)]
    return hint


def _union(hints: Sequence[Any]) -> Any:
    return functools.reduce(operator.or_, hints)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (types.UnionType, Union)


def type_text(hint: Any) -> str:
    """Say what a field holds, for people and agents that read the catalogue."""
    words = {float: "number", int: "integer", bool: "boolean", type(None): "null", str: "string"}
    if hint in words:
        return words[hint]
    if get_origin(hint) is Literal:
        return " or ".join(json.dumps(word) for word in get_args(hint))
    if _is_union(hint):
        return " or ".join(type_text(part) for part in get_args(hint))
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        text = type_text(inner)
        return f"list of ({text})" if _is_union(inner) else f"list of {text}"
    return str(hint.__name__)


def default_text(term: Term) -> str | None:
    """Write what is taken where a field is left out as JSON; None where it has to be given."""
    if term.is_needed:
        return None
    text = json.dumps(term.default)
    return json.dumps(text) if _is_infinite(term) else text
