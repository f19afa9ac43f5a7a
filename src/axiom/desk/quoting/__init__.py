"""Quotes: how wide, where on the tick grid, and by which policy."""

from axiom.desk.quoting.adaptive import (
    AdaptivePolicy,
)
from axiom.desk.quoting.chain import (
    ChainQuoter,
    ChainRules,
    InventorySkew,
    MarkoutRules,
    PriceGrid,
    Protection,
    QuoteBoard,
    QuoteState,
)
from axiom.desk.quoting.evaluation import (
    CertaintyEquivalent,
    certainty_equivalent,
)
from axiom.desk.quoting.fill_intensities import (
    ExponentialIntensity,
    FillIntensity,
    LogisticIntensity,
)
from axiom.desk.quoting.indicative import (
    QuotingRules,
    behind_market,
    half_spreads,
    indicative_quotes,
    infer_tick,
    two_sided,
)
from axiom.desk.quoting.intensity import (
    FillIntensityEstimator,
    IntensityEstimate,
)
from axiom.desk.quoting.one_asset import (
    AvellanedaStoikov,
    GueantAsymptotic,
    GueantLehalleFernandezTapia,
    OptimalQuotes,
    QuotingModel,
    RiskNeutral,
    best_offset,
    optimal_policy,
)
from axiom.desk.quoting.options import (
    BaldacciBergaultGueant,
    MyopicOptionQuotes,
    OptionQuotingPolicy,
    QuotedOptions,
    VegaState,
)
from axiom.desk.quoting.policy import (
    Floored,
    InventoryState,
    Offsets,
    QuotingPolicy,
)
from axiom.desk.quoting.policy_table import (
    PolicyTable,
    tabulate,
)

__all__ = [
    "AdaptivePolicy",
    "AvellanedaStoikov",
    "BaldacciBergaultGueant",
    "CertaintyEquivalent",
    "ChainQuoter",
    "ChainRules",
    "ExponentialIntensity",
    "FillIntensity",
    "FillIntensityEstimator",
    "Floored",
    "GueantAsymptotic",
    "GueantLehalleFernandezTapia",
    "IntensityEstimate",
    "InventorySkew",
    "InventoryState",
    "LogisticIntensity",
    "MarkoutRules",
    "MyopicOptionQuotes",
    "Offsets",
    "OptimalQuotes",
    "OptionQuotingPolicy",
    "PolicyTable",
    "PriceGrid",
    "Protection",
    "QuoteBoard",
    "QuoteState",
    "QuotedOptions",
    "QuotingModel",
    "QuotingPolicy",
    "QuotingRules",
    "RiskNeutral",
    "VegaState",
    "behind_market",
    "best_offset",
    "certainty_equivalent",
    "half_spreads",
    "indicative_quotes",
    "infer_tick",
    "optimal_policy",
    "tabulate",
    "two_sided",
]
