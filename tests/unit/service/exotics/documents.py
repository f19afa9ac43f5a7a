"""Contracts, models and markets as clients write them."""

import dataclasses
import math
from typing import Any


def document_of(value: Any) -> Any:
    """Return a dataclass of the library as JSON has it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {"type": type(value).__name__} | {
            name: document_of(item) for name, item in fields.items()
        }
    if isinstance(value, tuple):
        return [document_of(item) for item in value]
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value
