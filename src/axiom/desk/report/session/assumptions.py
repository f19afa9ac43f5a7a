"""What a reader has to know of the fills: that they are assumed, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["ASSUMPTION", "matching_rule"]

ASSUMPTION: Final = (
    "Fills against recorded or simulated quotes are an assumption, not an observation: nobody "
    "traded with this desk. Its quotes would have changed what other participants quoted and "
    "traded afterwards, and whoever would have met them is guessed by the rule below. Profit from "
    "such fills says how the rules behave on these data, not what they would have earned."
)

_RULES: Final[Mapping[str, str]] = {
    "TradeThrough": (
        "an own quote is hit when the market's opposite quote of an option {reach} its price, at "
        "that price, for the size quoted and at most the market's"
    ),
    "QueueModel": (
        "an own quote is hit when the market trades through its price, or at its price once the "
        "contracts estimated to stand ahead of it in the queue have traded"
    ),
    "PoissonFlow": (
        "simulated orders hit own quotes at random times, the oftener the closer a quote is to "
        "the market's mid"
    ),
}


def matching_rule(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Say by which rule fills were decided.

    Parameters
    ----------
    settings : mapping
        Of the session, as `Opened` holds them.

    Returns
    -------
    dict
        ``name`` of the rule, ``words`` that say it (empty for a rule from elsewhere) and its
        ``parameters``.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    given = dict(settings["matching"])
    name = given.pop("kind")
    reach = "passes beyond" if given.get("is_strict", True) else "reaches"
    words = _RULES.get(name, "").format(reach=reach)
    return {"name": name, "words": words, "parameters": given}
