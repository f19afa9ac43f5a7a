"""Quoting policies of many options on one underlying, by the vega that is held."""

from axiom.desk.quoting.options.book import QuotedOptions
from axiom.desk.quoting.options.vega_policy import (
    BaldacciBergaultGueant,
    MyopicOptionQuotes,
    OptionQuotingPolicy,
    VegaState,
)

__all__ = [
    "BaldacciBergaultGueant",
    "MyopicOptionQuotes",
    "OptionQuotingPolicy",
    "QuotedOptions",
    "VegaState",
]
