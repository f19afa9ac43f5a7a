"""A book on the sample chain: what it is worth, its Greeks in desk units, and a scenario ladder."""

from __future__ import annotations

from axiom.desk import run_chain
from axiom.market import sample_chain
from axiom.risk import Book, Position

chain = sample_chain()
expiry = chain.expiries["expiry_date"][1]
strikes = chain.quotes.filter(chain.quotes["expiry_date"] == expiry)["strike"].unique().sort()
middle = (strikes - chain.spot).abs().arg_min()
low, high = float(strikes[middle - 2]), float(strikes[middle + 2])

book = Book.from_rows(
    [
        Position(underlying=chain.underlying, expiry=expiry, strike=low, is_call=False,
                 quantity=10, multiplier=100),
        Position(underlying=chain.underlying, expiry=expiry, strike=high, is_call=True,
                 quantity=-10, multiplier=100),
        Position(underlying=chain.underlying, quantity=1_000),
    ]
)  # fmt: skip
result = run_chain(chain, book=book)
print(f"a collar on {chain.underlying}, {expiry}: put {low:.2f}, call {high:.2f}")
for name in ("present_value", "delta", "gamma_1pct", "vega_1pct", "theta_1d", "rho_1bp"):
    print(f"  {name:<14} {result.valuation.totals[name]:>14,.2f}")

ladder = result.ladder
print(f"profit by spot move (down) and vol move (across), {ladder.dynamics.name.replace('_', ' ')}")
print(" " * 8 + "".join(f"{100 * shock:>+12.0f} pt" for shock in ladder.vol_shocks))
for shock, profits in zip(ladder.spot_shocks, ladder.profit, strict=True):
    print(f"{100 * shock:>+6.0f} %" + "".join(f"{profit:>15,.0f}" for profit in profits))
