"""Options that the commands of `axiom desk` share, and the settings made from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import desk, risk, volatility
else:
    desk = LazyModule("axiom.desk")
    risk = LazyModule("axiom.risk")
    volatility = LazyModule("axiom.volatility")

__all__ = [
    "BookOption",
    "DynamicsOption",
    "FeeOption",
    "HedgeAversionOption",
    "HedgeBandOption",
    "HedgeFeeOption",
    "HedgeSpreadOption",
    "LatencyOption",
    "LiveViewOption",
    "MaxContractsOption",
    "MaxDeltaOption",
    "MaxGammaOption",
    "MaxLossOption",
    "MaxVegaOption",
    "MinimumEdgeOption",
    "MultiplierOption",
    "OutOption",
    "ProtectOption",
    "ReportOption",
    "ResumeOption",
    "RhythmOption",
    "RiskAversionOption",
    "SeedOption",
    "SizeOption",
    "StepsOption",
    "ThreadsOption",
    "TickOption",
    "VolWidthOption",
    "session_settings",
]

AGES = 3.0
COOL_OFF_SECONDS = 1.0

BookOption = Annotated[
    Path | None,
    typer.Option("--book", metavar="CSV", help="Positions at the start, carried at model value."),
]
DynamicsOption = Annotated[
    str,
    typer.Option(
        metavar="NAME|RATIO",
        help="How vols follow the spot: sticky_strike, sticky_moneyness or a ratio.",
    ),
]
RhythmOption = Annotated[
    float,
    typer.Option(
        help="Seconds between updates of an option, assumed at first; fills count for the "
        "protection within it, and quotes are pulled when spot or surface is three times older."
    ),
]
TickOption = Annotated[float | None, typer.Option(help="Price increment; else the file's.")]
MultiplierOption = Annotated[float, typer.Option(help="Units of the underlying a contract.")]
VolWidthOption = Annotated[float, typer.Option(help="Half-spread in vol, on top of its error.")]
MinimumEdgeOption = Annotated[float, typer.Option(help="Least distance of a quote from the value.")]
RiskAversionOption = Annotated[
    float, typer.Option(help="How strongly quotes lean against the inventory, per currency.")
]
SizeOption = Annotated[float, typer.Option(help="Contracts a quote.")]
MaxDeltaOption = Annotated[float | None, typer.Option(help="Limit on delta times spot, currency.")]
MaxGammaOption = Annotated[
    float | None, typer.Option(help="Limit on gamma for a move of 1 %, currency.")
]
MaxVegaOption = Annotated[float | None, typer.Option(help="Limit on vega per vol point, currency.")]
MaxContractsOption = Annotated[float | None, typer.Option(help="Limit on contracts held.")]
MaxLossOption = Annotated[
    float | None, typer.Option(help="Loss of a day that kills all quotes, currency.")
]
ProtectOption = Annotated[
    int, typer.Option(help="Fills within a rhythm that pull all quotes; 0: any number.")
]
LatencyOption = Annotated[float, typer.Option(help="Seconds until own quotes stand in the market.")]
HedgeBandOption = Annotated[
    float, typer.Option(help="Delta left alone, units of the underlying; below 0: never hedge.")
]
HedgeAversionOption = Annotated[
    float | None,
    typer.Option(
        help="Risk aversion, per currency: hedge in the band that --hedge-spread-bp and gamma ask "
        "for, instead of --hedge-band."
    ),
]
FeeOption = Annotated[float, typer.Option(help="Fee of a contract; below 0: a rebate.")]
HedgeFeeOption = Annotated[float, typer.Option(help="Fee of a unit of the underlying.")]
HedgeSpreadOption = Annotated[
    float, typer.Option(help="Half-spread of the underlying, hundredths of a percent.")
]
StepsOption = Annotated[int | None, typer.Option(help="Stop after so many updates.")]
ThreadsOption = Annotated[int, typer.Option(help="Threads; results do not depend on it.")]
SeedOption = Annotated[int, typer.Option(help="Of everything random.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder for log and tables.")
]
LiveViewOption = Annotated[
    bool, typer.Option("--live-view", help="Show the desk in the terminal while it runs.")
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="HTML", help="Page with the whole session; needs plotly."),
]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Go on where the log in the folder ends.")
]


def session_settings(given: dict[str, Any], matching: desk.Matching) -> desk.SessionSettings:
    """Make the settings of a session from the options of a command.

    Parameters
    ----------
    given
        Values of the options above by name.
    matching
        When own quotes are hit.

    Returns
    -------
    SessionSettings

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    Verified by tests/unit/cli/desk/test_replay.py.
    """
    return desk.SessionSettings(
        rules=_rules(given),
        limits=risk.Limits(
            delta=given["max_delta"],
            gamma=given["max_gamma"],
            vega=given["max_vega"],
            contracts=given["max_contracts"],
            loss=given["max_loss"],
        ),
        tick=given["tick"],
        multiplier=given["multiplier"],
        dynamics=given["dynamics"],
        matching=matching,
        hedging=_hedging(given),
        fees=desk.Fees(
            per_contract=given["fee"],
            per_unit=given["hedge_fee"],
            half_spread_bp=given["hedge_spread_bp"],
        ),
        latency_seconds=given["latency"],
        filter=volatility.FilterSettings(rhythm_seconds=given["rhythm"]),
        threads=given["threads"],
    )


def _hedging(given: dict[str, Any]) -> desk.HedgeRule:
    band, aversion = given["hedge_band"], given["hedge_risk_aversion"]
    if aversion is not None:
        return desk.CostBand(cost=1e-4 * given["hedge_spread_bp"], risk_aversion=aversion)
    return desk.NoHedge() if band < 0.0 else desk.DeltaBand(width=band)


def _rules(given: dict[str, Any]) -> desk.ChainRules:
    rhythm = given["rhythm"]
    protection = desk.Protection(
        window_seconds=rhythm,
        fills=given["protect_fills"] or None,
        cool_off_seconds=COOL_OFF_SECONDS,
    )
    return desk.ChainRules(
        minimum_edge=given["minimum_edge"],
        vol_uncertainty=given["vol_width"],
        skew=desk.InventorySkew(risk_aversion=given["risk_aversion"]),
        size=given["size"],
        protection=protection,
        max_surface_age_seconds=AGES * rhythm,
        max_spot_age_seconds=AGES * rhythm,
    )
