"""What every built wheel must do: price an option, take its vol back, and bring in nothing heavy.

Runs as a plain script in an environment that holds Axiom and its dependencies only.
"""

from __future__ import annotations

import sys

import axiom

HEAVY = ("polars", "rich", "typer", "pandas", "scipy", "plotly")
# Hull, Options, Futures and Other Derivatives, 9th edition, example 15.6: 4.76 for the call.
HULL = {"spot": 42.0, "strike": 40.0, "expiry": 0.5, "rate": 0.1}


def main() -> int:
    """Check; the exit status says whether all is well."""
    price = axiom.price(**HULL, vol=0.2)
    vol = axiom.implied_vol(**HULL, price=price)
    heavy = [name for name in HEAVY if name in sys.modules]
    said = f"price {price:.10f}, implied vol {vol:.10f}, heavy imports: {heavy or 'none'}"
    sys.stdout.write(said + "\n")
    return int(abs(price - 4.759422392871532) > 1e-12 or abs(vol - 0.2) > 1e-12 or bool(heavy))


if __name__ == "__main__":
    sys.exit(main())
