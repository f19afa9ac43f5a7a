"""From quotes to a certified surface, step by step: a file of yours, or the sample.

Usage: python examples/chain_to_surface.py [FILE]
"""

from __future__ import annotations

import sys

from axiom.market import count_reasons, read_chain, sample_chain, screen_quotes
from axiom.volatility import (
    certify,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)

chain = read_chain(sys.argv[1]) if len(sys.argv) > 1 else sample_chain()
print(f"{chain.underlying} at {chain.valuation_time:%Y-%m-%d %H:%M} UTC, from {chain.source}")
for note in chain.notes:
    print(f"  note: {note}")

screened = screen_quotes(chain)
forwards = imply_forwards(chain, screened)
screened = screen_against_forwards(screened, forwards)
print(f"quotes by reason: {count_reasons(screened)}")
for row in forwards.table.iter_rows(named=True):
    print(f"  {row['expiry_date']}  forward {row['forward']:.4f}  rate {row['rate']:.4f}")

options = implied_smiles(screened, forwards)
surface = fit_surface(options, forwards, valuation_time=chain.valuation_time)
print(certify(surface, options).summary())

for row in forwards.table.iter_rows(named=True):
    strikes = [share * row["forward"] for share in (0.9, 1.0, 1.1)]
    shown = "  ".join(f"{vol:.3f}" for vol in surface.vol(strike=strikes, expiry=row["years"]))
    print(f"  {row['years']:.3f} years: vol at 90 %, 100 % and 110 % of the forward: {shown}")
