"""Trading book: instruments, trades, positions, hedges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from axiom.store.models.types import Document, ExactDecimal, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SUMS_AGREE = {
    "postgresql": "quantity = bought - sold AND cash = sold_amount - bought_amount - fees",
    "sqlite": "decimal_add(quantity, sold) = bought AND "
    "decimal_add(decimal_add(cash, fees), bought_amount) = sold_amount",
}


def upgrade() -> None:
    """Make the tables."""
    _make_instruments()
    _make_trades()
    _make_positions()
    _make_hedges()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("hedges", "positions", "trades", "instruments"):
        op.drop_table(table)


def _make_instruments() -> None:
    op.create_table(
        "instruments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("expiry", UtcTime(), nullable=True),
        sa.Column("expiry_date", sa.Date(), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=True),
        sa.Column("strike", ExactDecimal(), nullable=True),
        sa.Column("is_call", sa.Boolean(), nullable=True),
        sa.Column("exercise", sa.Text(), nullable=True),
        sa.Column("multiplier", ExactDecimal(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("terms", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruments")),
        sa.UniqueConstraint("symbol", name=op.f("uq_instruments_symbol")),
    )
    op.create_index(
        op.f("ix_instruments_underlying_expiry_strike"),
        "instruments",
        ["underlying", "expiry", "strike"],
        unique=False,
    )


def _make_trades() -> None:
    op.create_table(
        "trades",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=False),
        sa.Column("quantity", ExactDecimal(), nullable=False),
        sa.Column("price", ExactDecimal(), nullable=False),
        sa.Column("multiplier", ExactDecimal(), nullable=False),
        sa.Column("fees", ExactDecimal(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("traded_at", UtcTime(), nullable=False),
        sa.Column("booked_at", UtcTime(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("counterparty", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("details", Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name=op.f("fk_trades_instrument_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trades")),
        sa.UniqueConstraint("venue", "external_id", name=op.f("uq_trades_venue_external_id")),
    )
    op.create_index(
        op.f("ix_trades_instrument_id_id"), "trades", ["instrument_id", "id"], unique=False
    )
    op.create_index(op.f("ix_trades_strategy_id"), "trades", ["strategy", "id"], unique=False)
    op.create_index(op.f("ix_trades_traded_at"), "trades", ["traded_at"], unique=False)


def _make_positions() -> None:
    op.create_table(
        "positions",
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=False),
        sa.Column("quantity", ExactDecimal(), nullable=False),
        sa.Column("bought", ExactDecimal(), nullable=False),
        sa.Column("sold", ExactDecimal(), nullable=False),
        sa.Column("bought_amount", ExactDecimal(), nullable=False),
        sa.Column("sold_amount", ExactDecimal(), nullable=False),
        sa.Column("fees", ExactDecimal(), nullable=False),
        sa.Column("cash", ExactDecimal(), nullable=False),
        sa.Column("trades", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            _SUMS_AGREE[op.get_context().dialect.name], name=op.f("ck_positions_sums")
        ),
        sa.CheckConstraint("trades > 0", name=op.f("ck_positions_traded")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name=op.f("fk_positions_instrument_id")
        ),
        sa.PrimaryKeyConstraint("strategy", "instrument_id", name=op.f("pk_positions")),
    )
    op.create_index(
        op.f("ix_positions_instrument_id"), "positions", ["instrument_id"], unique=False
    )


def _make_hedges() -> None:
    op.create_table(
        "hedges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("quantity", ExactDecimal(), nullable=False),
        sa.Column("instrument_id", sa.Text(), nullable=True),
        sa.Column("trade_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("details", Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name=op.f("fk_hedges_instrument_id")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trades.id"], name=op.f("fk_hedges_trade_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hedges")),
    )
    op.create_index(op.f("ix_hedges_strategy_id"), "hedges", ["strategy", "id"], unique=False)
