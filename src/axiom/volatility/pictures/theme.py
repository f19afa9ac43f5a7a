"""How the pictures of surfaces look: colours, axes, hover texts."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from axiom.core.errors import MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = [
    "ACCENT", "BAND", "BAR", "DIVERGING", "INK", "PALETTE", "RULE", "SEQUENTIAL", "WARNING",
    "Figure", "axis", "days_axis", "days_ticks", "graph_objects", "new_figure",
]  # fmt: skip

Figure = Any
"""A `plotly.graph_objects.Figure`; plotly is imported when a picture is made."""

INK: Final = "#1d2733"
RULE: Final = "#d9dfe6"
ACCENT: Final = "#1f6fb2"
BAND: Final = "rgba(31,111,178,0.18)"
BAR: Final = "#8796a5"
WARNING: Final = "#b4372b"
PALETTE: Final = ("#1f6fb2", "#b4572b", "#3a8f5c", "#7a5aa6", "#a8862a", "#4b6478", "#b2437f")
SEQUENTIAL: Final = (
    (0.0, "#17406b"), (0.3, "#2f78b5"), (0.6, "#7fb6d9"), (0.85, "#e6c79c"), (1.0, "#b4572b")
)  # fmt: skip
DIVERGING: Final = (
    (0.0, "#b4372b"), (0.25, "#e3a08f"), (0.5, "#cfd6dc"), (0.75, "#8fb8d6"), (1.0, "#1f5f99")
)  # fmt: skip

_TICKS: Final = (
    (1 / 24, "1 h"), (0.25, "6 h"), (1.0, "1 d"), (2.0, "2 d"), (7.0, "1 w"), (14.0, "2 w"),
    (30.4, "1 m"), (60.8, "2 m"), (91.3, "3 m"), (182.6, "6 m"), (365.0, "1 y"), (730.0, "2 y"),
    (1826.0, "5 y"), (3652.0, "10 y"),
)  # fmt: skip


def graph_objects() -> Any:
    """Import plotly's figures; MissingDependencyError says how to get them."""
    try:
        return import_module("plotly.graph_objects")
    except ImportError as error:
        raise MissingDependencyError(
            "pictures need plotly, which is not installed: pip install 'axiom-quant[report]'"
        ) from error


def new_figure(traces: Sequence[Mapping[str, Any]], *, title: str = "", **layout: Any) -> Figure:
    """Make a figure in the common style; `layout` as plotly's layout takes it."""
    base = {
        "title": {"text": title, "font": {"size": 16}, "x": 0.02, "xanchor": "left"},
        "font": {"family": "Inter, Helvetica, Arial, sans-serif", "size": 12, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "hovermode": "closest",
        "margin": {"l": 64, "r": 24, "t": 72 if title else 24, "b": 52},
        "legend": {"orientation": "h", "x": 0.0, "y": 1.01, "yanchor": "bottom"},
    }
    return graph_objects().Figure(data=list(traces), layout={**base, **layout})


def axis(title: str, **more: Any) -> dict[str, Any]:
    """Give an axis in the common style; `more` as plotly's axes take it."""
    return {
        "title": {"text": title, "standoff": 8},
        "gridcolor": RULE,
        "linecolor": RULE,
        "zeroline": False,
        "automargin": True,
        **more,
    }


def days_ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    """Days at which an axis of times to expiry is marked, and their texts."""
    within = [(day, text) for day, text in _TICKS if low <= day <= high]
    return [day for day, _ in within], [text for _, text in within]


def days_axis(years: NDArray[np.float64], title: str = "Time to expiry") -> dict[str, Any]:
    """Give a logarithmic axis of days that holds all `years`."""
    low, high = 365.0 * float(np.min(years)) / 1.15, 365.0 * float(np.max(years)) * 1.15
    at, text = days_ticks(low, high)
    span = [float(np.log10(low)), float(np.log10(high))]
    return axis(title, type="log", tickvals=at, ticktext=text, range=span)
