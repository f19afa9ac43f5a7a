"""Draw what four models say of a cliquet's cap into docs/assets, for docs/tutorials/exotics.md.

Run it with ``.venv/bin/python -m tools.exotics_picture``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

import axiom
from axiom.desk import run_chain
from axiom.instruments import Cliquet, European
from axiom.market import Market, read_chain
from axiom.models import BlackScholes, Model, VolTermStructure
from axiom.volatility import calibrate
from axiom.volatility.analytics import local_vol
from axiom.volatility.surface import Surface
from tests.docs.sample_files import write_sample_files
from tools.american_pictures import ASSETS, COLOURS, Line, Panel, draw

MARKET = Market(spot=5000.0, rate=0.04, dividend_yield=0.015)
YEARS = tuple(days / 365 for days in (18, 46, 109, 200))
EXPIRY = YEARS[-1]
RESETS = tuple(EXPIRY * (i + 1) / 6 for i in range(6))


def models(surface: Surface) -> dict[str, Model]:
    """Return four models that agree on vanillas, the first one at the forward only."""
    vols = tuple(float(surface.vol(log_moneyness=0.0, expiry=t)) for t in YEARS)
    return {
        "Black-Scholes": BlackScholes(vol=VolTermStructure(times=YEARS, vols=vols)),
        "local vol": local_vol(surface).grid().model(),
        "Heston": calibrate("heston", surface).model,
        "Bates": calibrate("bates", surface).model,
    }


def _smiles(known: dict[str, Model]) -> Panel:
    strikes = np.linspace(4300.0, 5700.0, 29)
    options = [
        European(strike=strike, expiry=EXPIRY, is_call=strike > MARKET.spots[0])
        for strike in strikes.tolist()
    ]
    lines = []
    for (name, model), colour in zip(known.items(), COLOURS, strict=True):
        found = axiom.value(options, model=model, market=MARKET, greeks=False)
        vols = axiom.implied_vol(
            price=[one.price for one in found], spot=5000.0, strike=strikes, expiry=EXPIRY,
            rate=0.04, dividend_yield=0.015, is_call=[one.is_call for one in options],
        )  # fmt: skip
        lines.append(Line(x=strikes, y=100.0 * np.asarray(vols), label=name, colour=colour))
    return Panel(
        title="Vanillas of 200 days: implied vol, %", x_label="strike",
        x_ticks=(4300, 4650, 5000, 5350, 5700), y_ticks=(8, 12, 16, 20, 24), lines=lines,
    )  # fmt: skip


def _cliquets(known: dict[str, Model]) -> Panel:
    caps = np.arange(0.01, 0.0601, 0.005)
    lines = []
    for model, colour in zip(known.values(), COLOURS, strict=True):
        prices = [_cliquet(cap, model) for cap in caps.tolist()]
        lines.append(Line(x=100.0 * caps, y=np.array(prices), label="", colour=colour))
    return Panel(
        title="Cliquet: six returns within ± cap, floor 0", x_label="cap, % a period",
        x_ticks=(1, 2, 3, 4, 5, 6), y_ticks=(0, 2, 4, 6), lines=lines,
    )  # fmt: skip


def _cliquet(cap: float, model: Model) -> float:
    note = Cliquet(resets=RESETS, local_floor=-cap, local_cap=cap, global_floor=0.0, notional=100.0)
    return axiom.value(note, model=model, market=MARKET, greeks=False, tolerance=1e-4).price


def main() -> None:
    """Draw the picture."""
    with tempfile.TemporaryDirectory() as folder:
        write_sample_files(Path(folder))
        surface = run_chain(read_chain(Path(folder) / "chain.csv")).surface
    known = models(surface)
    draw((_smiles(known), _cliquets(known)), ASSETS / "cliquet-models.svg")


if __name__ == "__main__":
    main()
