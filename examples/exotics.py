"""Value exotic contracts: one call, every engine's stated error, and where models disagree."""

from __future__ import annotations

import axiom
from axiom.instruments import Asian, Autocallable, Barrier, Spread
from axiom.market import Market
from axiom.models import BlackScholes, Correlated, Heston

MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
HESTON = Heston(
    initial_variance=0.04, mean_reversion=2.0, long_variance=0.05, vol_of_vol=0.6, correlation=-0.7
)
MONTHS = tuple(month / 12.0 for month in range(1, 13))
CONTRACTS = {
    "up-and-out call": Barrier(
        strike=100.0, barrier=125.0, expiry=1.0, is_call=True, is_up=True, is_knock_in=False
    ),
    "arithmetic Asian call": Asian(
        strike=100.0, expiry=1.0, is_call=True, averaging="arithmetic", fixings=MONTHS
    ),
    "autocallable": Autocallable(
        observations=MONTHS[2::3],
        autocall_levels=(1.0,) * 4,
        coupon=0.02,
        coupon_level=0.8,
        has_memory=True,
        knock_in=0.6,
        initial_fixings=(100.0,),
    ),
}


def one_asset() -> None:
    """Print each contract under two models, with Greeks under the first."""
    print(f"{'contract':<22} {'model':<13} {'price':>9} {'error':>8}  engine")
    for name, contract in CONTRACTS.items():
        for model in (BlackScholes(vol=0.21), HESTON):
            found = axiom.value(contract, model=model, market=MARKET, greeks=False, tolerance=1e-3)
            print(
                f"{name:<22} {type(model).__name__:<13} {found.price:9.4f} {found.error:8.1e}  "
                f"{found.engine}: {found.method}"
            )
        greeks = axiom.value(contract, model=BlackScholes(vol=0.21), market=MARKET).greeks
        if greeks:
            print(f"{'':<22} delta {greeks.delta:.4f}, vega {greeks.vega:.3f} under Black-Scholes")


def two_assets() -> None:
    """Print a spread by every engine that can value it."""
    model = Correlated(
        models=(BlackScholes(vol=0.2), BlackScholes(vol=0.3)), correlation=((1.0, 0.6), (0.6, 1.0))
    )
    market = Market(spot=(100.0, 95.0), rate=0.03, dividend_yield=(0.01, 0.02))
    spread = Spread(strike=5.0, expiry=1.0, is_call=True)
    print("\nspread of two assets")
    for engine in ("analytic", "pde", "montecarlo"):
        found = axiom.value(spread, model=model, market=market, engine=engine, greeks=False)
        print(f"  {engine:<10} {found.price:9.5f}  {found.error_kind} {found.error:.1e}")


if __name__ == "__main__":
    one_asset()
    two_assets()
