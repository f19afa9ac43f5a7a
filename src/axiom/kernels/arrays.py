"""From what users pass to contiguous arrays that the compiled core reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from axiom.core.errors import InvalidArgumentError

__all__ = [
    "Columns",
    "as_doubles",
    "broadcast_columns",
    "check_output",
    "check_threads",
    "empty",
    "place_of",
]

Doubles = npt.NDArray[np.float64]

_Item = TypeVar("_Item", bound=np.generic)

_ALIGNMENT = 64
_DOUBLES_PER_LINE = _ALIGNMENT // 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Arguments of one batch call: flat arrays of length 1 or ``size``.

    Attributes
    ----------
    values : dict of str to ndarray of float64, shape (1,) or (size,)
    is_call : ndarray of uint8, shape (1,) or (size,)
    shape : tuple of int
        The broadcast shape.
    size : int
        Number of options.
    """

    values: dict[str, Doubles]
    is_call: npt.NDArray[np.uint8]
    shape: tuple[int, ...]
    size: int


def as_doubles(name: str, value: object) -> Doubles:
    """Convert an argument to a float64 array.

    Raises
    ------
    InvalidArgumentError
        If the value is missing, boolean, complex or not numeric.
    """
    if value is None:
        raise InvalidArgumentError(f"{name} is missing: pass a number or an array of numbers")
    array = np.asarray(value)
    if array.dtype == np.float64:
        return array
    if array.dtype.kind == "O":
        array = _numbers_from_objects(name, array)
    if array.dtype.kind not in "fiu":
        raise InvalidArgumentError(
            f"{name} must be numeric, got {_describe(value)}: convert it to floats first"
        )
    return array.astype(np.float64, copy=False)


def _numbers_from_objects(name: str, array: npt.NDArray[np.object_]) -> Doubles:
    if any(isinstance(item, (str, bytes, bool)) for item in array.flat):
        raise InvalidArgumentError(f"{name} must be numeric, got text or booleans among its items")
    try:
        return np.array([np.nan if item is None else float(item) for item in array.flat]).reshape(
            array.shape
        )
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"{name} must be numeric, got an array of objects: {error}"
        ) from None


def _describe(value: object) -> str:
    if isinstance(value, (str, bytes, bool)):
        return repr(value)
    dtype = getattr(value, "dtype", None)
    return type(value).__name__ if dtype is None else f"{type(value).__name__} of {dtype}"


_FLAGS = {True: np.array([1], dtype=np.uint8), False: np.array([0], dtype=np.uint8)}


def _as_flags(value: object) -> npt.NDArray[np.uint8]:
    if isinstance(value, bool):
        return _FLAGS[value].reshape(())
    array = np.asarray(value)
    if array.dtype.kind == "O" and all(isinstance(item, (bool, np.bool_)) for item in array.flat):
        array = array.astype(np.bool_)
    if array.dtype.kind == "b":
        return array.view(np.uint8) if array.flags.c_contiguous else array.astype(np.uint8)
    if array.dtype.kind in "iu" and bool(np.all((array == 0) | (array == 1))):
        return array.astype(np.uint8)
    raise InvalidArgumentError(
        f"is_call must be boolean (True for a call, False for a put), got {_describe(value)}"
    )


def broadcast_columns(arguments: Mapping[str, object], is_call: object) -> Columns:
    """Broadcast the arguments of a batch call against each other.

    Parameters
    ----------
    arguments : mapping of str to array_like
        The numeric arguments by name.
    is_call : array_like of bool

    Returns
    -------
    Columns

    Raises
    ------
    InvalidArgumentError
        If an argument is not numeric or the shapes do not broadcast.
    """
    arrays = {name: as_doubles(name, value) for name, value in arguments.items()}
    flags = _as_flags(is_call)
    shape = _broadcast_shape(arrays, flags)
    return Columns(
        values={name: _flat(array, shape) for name, array in arrays.items()},
        is_call=_flat(flags, shape),
        shape=shape,
        size=math.prod(shape),
    )


def _broadcast_shape(
    arrays: Mapping[str, Doubles], flags: npt.NDArray[np.uint8]
) -> tuple[int, ...]:
    shapes = {array.shape for array in arrays.values()} | {flags.shape}
    shapes.discard(())
    if len(shapes) < 2:
        return shapes.pop() if shapes else ()
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        named = {name: array.shape for name, array in arrays.items()} | {"is_call": flags.shape}
        listed = ", ".join(f"{name} {shape}" for name, shape in named.items() if shape)
        raise InvalidArgumentError(
            f"the shapes do not broadcast: {listed}; make them equal or of length 1"
        ) from None


def _flat(array: npt.NDArray[_Item], shape: tuple[int, ...]) -> npt.NDArray[_Item]:
    if array.size == 1:
        return array.reshape(1)
    if array.shape != shape:
        array = np.broadcast_to(array, shape)
    return np.ascontiguousarray(array).reshape(-1)


def place_of(columns: Columns, index: int) -> str:
    """Say where option ``index`` stands, nothing for a call with scalars."""
    if not columns.shape:
        return ""
    position = tuple(int(i) for i in np.unravel_index(index, columns.shape))
    return f" at index {position[0] if len(position) == 1 else position}"


def empty(count: int, size: int) -> list[Doubles]:
    """Make ``count`` uninitialised float64 arrays of length ``size``, each on a cache line."""
    stride = -(-size // _DOUBLES_PER_LINE) * _DOUBLES_PER_LINE
    memory = np.empty(count * stride + _DOUBLES_PER_LINE)
    address: int = memory.__array_interface__["data"][0]
    start = (-address % _ALIGNMENT) // 8
    return [memory[start + j * stride : start + j * stride + size] for j in range(count)]


def check_output(name: str, array: object, shape: tuple[int, ...]) -> Doubles:
    """Check an array given as ``out=`` and return it flat.

    Raises
    ------
    InvalidArgumentError
        If it is not a writable C-contiguous float64 array of the broadcast shape.
    """
    usable = (
        isinstance(array, np.ndarray)
        and array.dtype == np.float64
        and array.flags.c_contiguous
        and array.flags.writeable
    )
    if not usable or not isinstance(array, np.ndarray):
        raise InvalidArgumentError(
            f"out for {name} must be a writable C-contiguous float64 array, got {_describe(array)}"
        )
    if array.shape != shape:
        raise InvalidArgumentError(
            f"out for {name} has shape {array.shape}, but the arguments broadcast to {shape}"
        )
    return array.reshape(-1)


def check_threads(threads: object) -> int:
    """Check a number of threads.

    Raises
    ------
    InvalidArgumentError
        If it is not a whole number of at least 1.
    """
    if isinstance(threads, bool) or not isinstance(threads, (int, np.integer)) or threads < 1:
        raise InvalidArgumentError(f"threads must be a whole number of at least 1, got {threads!r}")
    return int(threads)
