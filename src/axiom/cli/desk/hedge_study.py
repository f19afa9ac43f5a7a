"""`axiom desk hedge-study`: what hedging an option costs under several policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.cli.options import JsonOption
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import desk, instruments, models
    from axiom.cli import progress as progress_bar
    from axiom.cli import terminal
else:
    desk = LazyModule("axiom.desk")
    instruments = LazyModule("axiom.instruments")
    models = LazyModule("axiom.models")
    progress_bar = LazyModule("axiom.cli.progress")
    terminal = LazyModule("axiom.cli.terminal")

__all__ = ["hedge_study"]

DAYS_A_YEAR = 250

DaysOption = Annotated[int, typer.Option(help="Trading days to expiry, 250 a year.")]
EveryOption = Annotated[int, typer.Option(help="Days between hedges; it divides --days.")]
StrikeOption = Annotated[float, typer.Option(help="Strike; the spot is 100.")]
KindOption = Annotated[Literal["call", "put"], typer.Option(help="Kind of the option.")]
SideOption = Annotated[Literal["sold", "bought"], typer.Option(help="Side of the desk.")]
VolOption = Annotated[float, typer.Option(help="Vol of the spot; under SABR, alpha.")]
DriftOption = Annotated[float, typer.Option(help="Drift of the spot a year.")]
CostOption = Annotated[float, typer.Option(help="Share of the value traded, one way.")]
ModelOption = Annotated[
    Literal["black_scholes", "sabr"], typer.Option(help="How the spot moves; SABR with beta 1.")
]
RhoOption = Annotated[float, typer.Option(help="Of SABR.")]
NuOption = Annotated[float, typer.Option(help="Of SABR.")]
AversionOption = Annotated[
    float, typer.Option(help="Risk aversion of Whalley-Wilmott and Zakamouline, per unit of money.")
]
WeightOption = Annotated[
    float, typer.Option(help="Deviations that are added to the mean in the objective.")
]
PathsOption = Annotated[int, typer.Option(help="Paths on which policies are compared.")]
SeedOption = Annotated[int, typer.Option(help="Seed of these; the band is tuned on the next one.")]


def hedge_study(
    *,
    days: DaysOption = 60,
    every: EveryOption = 1,
    strike: StrikeOption = 100.0,
    kind: KindOption = "call",
    side: SideOption = "sold",
    model: ModelOption = "black_scholes",
    vol: VolOption = 0.2,
    rho: RhoOption = -0.4,
    nu: NuOption = 0.6,
    drift: DriftOption = 0.05,
    cost: CostOption = 0.01,
    risk_aversion: AversionOption = 4.0,
    risk_weight: WeightOption = 1.5,
    paths: PathsOption = 100_000,
    seed: SeedOption = 0,
    threads: Annotated[int, typer.Option(help="Threads; results do not depend on it.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Compare hedging policies on common simulated paths."""
    if every < 1 or days < 1 or days % every:
        raise typer.BadParameter(
            f"--every {every} does not divide --days {days}: give one that does"
        )
    sabr = models.Sabr(alpha=vol, beta=1.0, rho=rho, nu=nu) if model == "sabr" else None
    expiry = days / DAYS_A_YEAR
    setup = desk.HedgingSetup(
        model=sabr or models.BlackScholes(vol=vol),
        option=instruments.European(strike=strike, expiry=expiry, is_call=kind == "call"),
        hedges=days // every,
        drift=drift,
        cost=cost,
        is_short=side == "sold",
    )
    with progress_bar.LateProgress(visible=not as_json) as progress:
        progress("tuning a band", 0, 2)
        tuned = desk.tune_band(setup, seed=seed + 1, risk_weight=risk_weight, threads=threads)
        progress("hedging", 1, 2)
        policies = _policies(setup, tuned.policy, risk_aversion)
        costs = desk.hedging_costs(policies, setup, paths=paths, seed=seed, threads=threads)
    found = costs.summary(risk_weight=risk_weight)
    gaps = {
        one.name: costs.difference(one.name, "delta", risk_weight=risk_weight) for one in found[1:]
    }
    if as_json:
        record = {"premium": setup.premium, "policies": found, "to_delta": gaps, "tuned": tuned}
        terminal.print_json(plain(record))
        return
    _show(found, gaps, setup, tuned)


def _policies(
    setup: desk.HedgingSetup, band: desk.NoTradeBand, risk_aversion: float
) -> dict[str, Any]:
    costs: dict[str, float] = {"cost": setup.cost, "risk_aversion": risk_aversion}
    policies: dict[str, Any] = {"delta": desk.BlackScholesDelta()}
    if setup.is_sabr:
        policies["Bartlett's delta"] = desk.BartlettDelta()
    policies["Leland"] = desk.Leland(cost=setup.cost, interval=setup.interval)
    policies["Whalley-Wilmott"] = desk.WhalleyWilmott(**costs)
    policies["Zakamouline"] = desk.Zakamouline(**costs)
    return policies | {"tuned band": band}


def _show(
    found: tuple[desk.CostSummary, ...],
    gaps: dict[str, desk.PairedDifference],
    setup: desk.HedgingSetup,
    tuned: desk.TunedBand,
) -> None:
    """Print costs by policy, each with its difference to delta, and the band that was tuned."""
    title = (
        f"Cost of hedging in % of the premium {setup.premium:.4f}: {setup.hedges} hedges, "
        f"{found[0].paths:,} paths"
    )
    columns = ("policy", "mean", "deviation", "objective", "error", "trading", "less delta", "95 %")
    table = terminal.plain_table(title, columns, left=1)
    for one in found:
        gap = gaps.get(one.name)
        between = ("", "") if gap is None else (
            f"{gap.estimate:+.2f}", f"{gap.low:+.2f} to {gap.high:+.2f}"
        )  # fmt: skip
        figures = (one.mean, one.deviation, one.objective, one.objective_error, one.trading)
        table.add_row(one.name, *(f"{figure:.2f}" for figure in figures), *between)
    console = terminal.stdout()
    console.print(table)
    band = tuned.policy
    console.print(
        f"tuned band: vol_scale={band.vol_scale:.4f}, shift={band.shift:.4f}, "
        f"below={band.below:.4f}, above={band.above:.4f}"
    )
