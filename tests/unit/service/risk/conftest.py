"""A stored surface and the risk routes in process, with a real store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from axiom.service.book.routes import ROUTERS as BOOK
from axiom.service.risk.routes import ROUTERS as RISK
from axiom.store import Store, SurfaceRecord
from axiom.volatility import EssviSlice, EssviSurface, ForwardCurve, ForwardNode
from tests.unit.service.callers import stored_caller

NOW = dt.datetime(2026, 1, 30, 21, tzinfo=dt.UTC)
SPOT = 5000.0


def make_surface(valuation_time: dt.datetime = NOW, *, level: float = 0.18) -> EssviSurface:
    """Give a surface of three expiries, its at-the-money vol at a level."""
    years = (0.1, 0.5, 1.5)
    slices = tuple(
        EssviSlice(
            expiry=valuation_time + dt.timedelta(days=365 * t),
            years=t,
            theta=level**2 * t,
            rho=-0.6,
            psi=0.9 * level * float(np.sqrt(t)),
            log_moneyness_min=-0.5,
            log_moneyness_max=0.3,
            n_quotes=50,
        )
        for t in years
    )
    nodes = tuple(
        ForwardNode(
            years=t,
            forward=SPOT * float(np.exp(0.02 * t)),
            discount_factor=float(np.exp(-0.03 * t)),
        )
        for t in years
    )
    return EssviSurface(
        valuation_time=valuation_time, slices=slices, forwards=ForwardCurve(nodes=nodes)
    )


def keep(store: Store, surface: EssviSurface, underlying: str = "SPX") -> str:
    """Store a surface and give its identifier."""
    text = surface.to_json()
    record = SurfaceRecord(
        underlying=underlying,
        valuation_time=surface.valuation_time,
        family="axiom.essvi",
        parameters=text,
        input_hash=sha256(text.encode()).hexdigest(),
        is_certified=False,
    )
    with store.begin() as work:
        return work.surfaces.add(record).id


@pytest.fixture(scope="module")
def surfaces(template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service that has surfaces of SPX on two days, and trades on it."""
    file = tmp_path_factory.mktemp("risk") / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        keep(store, make_surface(NOW - dt.timedelta(days=1), level=0.17))
        keep(store, make_surface())
        keep(store, replace(make_surface(), valuation_time=NOW), "NDX")
    with stored_caller(url, *BOOK, *RISK) as client:
        yield client
