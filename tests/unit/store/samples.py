"""One valid record of each kind, for tests that treat them alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from axiom.store import (
    AuditRecord,
    BlobRecord,
    BreachRecord,
    ChainRecord,
    ClientRecord,
    GreeksRecord,
    HedgeRecord,
    InstrumentRecord,
    JobRecord,
    KeyRecord,
    LimitRecord,
    MetricRecord,
    QuoteRecord,
    RunRecord,
    SessionRecord,
    SigningKeyRecord,
    SurfaceRecord,
    TradeRecord,
)

HASH = "$argon2id$v=19$"
NOW = dt.datetime(2026, 11, 20, 15, 30, 0, 250_000, tzinfo=dt.UTC)
EXPIRY = dt.datetime(2026, 12, 18, 21, 0, tzinfo=dt.UTC)
BLOB = BlobRecord(content=b"\x00quotes\xff", media_type="application/octet-stream")
OPTION = InstrumentRecord(
    underlying="SPX",
    expiry=EXPIRY,
    settlement="PM",
    strike=Decimal("5000.5"),
    is_call=True,
    exercise="european",
    multiplier=Decimal(100),
)
TRADE = TradeRecord(
    instrument_id=OPTION.id,
    quantity=Decimal("-3"),
    price=Decimal("12.345678901234"),
    multiplier=Decimal(100),
    fees=Decimal("1.95"),
    traded_at=NOW,
    venue="XCBO",
    external_id="1",
    details={"at": -0.0, "side": "sold"},
)
CHAIN = ChainRecord(
    underlying="SPX", valuation_time=NOW, content_hash=BLOB.hash, options=2, spot=5001.25
)
LIMIT = LimitRecord(strategy="default", underlying="SPX", limits={"vega": 5e4}, valid_from=NOW)

STORED = {
    "instruments": OPTION,
    "trades": TRADE,
    "hedges": HedgeRecord(
        time=NOW, underlying="SPX", policy="BandPolicy", quantity=Decimal("0.5"), trade_id=TRADE.id
    ),
    "blobs": BLOB,
    "chains": CHAIN,
    "surfaces": SurfaceRecord(
        underlying="SPX",
        valuation_time=NOW,
        family="axiom.essvi",
        parameters='{"format":"axiom.essvi","rho":-0.0}',
        input_hash="ab",
        is_certified=True,
        certificate={"butterfly": 0.0},
        quality={"rms": 1e-300},
        chain_id=CHAIN.id,
    ),
    "quotes": QuoteRecord(
        time=NOW, underlying="SPX", expiry=EXPIRY, strike=5000.5, is_call=True, bid=0.1, ask=0.3
    ),
    "greeks": GreeksRecord(time=NOW, underlying="SPX", strategy="default", delta=-0.5, vega=1e-17),
    "limits": LIMIT,
    "breaches": BreachRecord(
        time=NOW,
        limit_id=LIMIT.id,
        strategy="default",
        underlying="SPX",
        name="vega",
        amount=6e4,
        limit=5e4,
    ),
    "runs": RunRecord(
        kind="price",
        inputs='{"spot":-0.0}',
        input_hash="1",
        output='{"price":0.1}',
        output_hash="2",
        version="0.1.0",
        machine={"simd": "AVX2"},
        duration_s=0.25,
    ),
    "metrics": MetricRecord(time=NOW, name="fit_rms_vol_bp", value=1.5, labels={"name": "SPX"}),
    "keys": KeyRecord(name="desk", prefix="ax_1", hash="h", scopes=("read", "trade"), burst=5),
    "clients": ClientRecord(name="agent", secret_hash=HASH, scopes=("price",)),
    "tokens": SigningKeyRecord(
        algorithm="EdDSA",
        private_key="private",
        public_key="public",
        signs_until=NOW + dt.timedelta(days=30),
        verifies_until=NOW + dt.timedelta(days=31),
    ),
    "audit": AuditRecord(
        time=NOW, principal="desk", action="POST /v1/trades", status=201, details={"n": 1}
    ),
    "jobs": JobRecord(kind="fit", request={"chain": "1"}, principal="desk"),
    "sessions": SessionRecord(name="morning", underlying="SPX", settings={"tick": 0.05}),
}
"""By the name of the repository, in an order in which each may be stored."""

BY_TIME = ("quotes", "greeks", "metrics", "audit")
