"""What is done before the first request."""

import subprocess
import sys

SCRIPT = """
import sys
from axiom.service.edge.warm import warm_up
warm_up()
before = set(sys.modules)
import axiom
axiom.greeks(spot=100.0, strike=105.0, expiry=0.5, vol=0.2, exercise="american")
axiom.implied_vol(price=5.0, spot=100.0, strike=105.0, expiry=0.5)
print(len(set(sys.modules) - before))
"""


def test_no_pricing_imports_anything_afterwards() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True)
    assert done.stdout.strip() == b"0"
