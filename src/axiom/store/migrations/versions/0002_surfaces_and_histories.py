"""Surfaces and histories: blobs, chains, surfaces, quotes, Greeks, P&L, limits, runs, metrics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from axiom.store.models.types import Document, ExactDecimal, Number, UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_blobs()
    _make_chains()
    _make_surfaces()
    _make_quotes()
    _make_greeks()
    _make_pnl()
    _make_limits()
    _make_breaches()
    _make_runs()
    _make_metrics()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "metrics",
        "runs",
        "breaches",
        "limits",
        "pnl",
        "greeks",
        "quotes",
        "surfaces",
        "chains",
        "blobs",
    ):
        op.drop_table(table)


def _make_blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_blobs")),
    )


def _make_chains() -> None:
    op.create_table(
        "chains",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("valuation_time", UtcTime(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("options", sa.Integer(), nullable=False),
        sa.Column("spot", Number(), nullable=True),
        sa.Column("terms", Document, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_hash"], ["blobs.hash"], name=op.f("fk_chains_content_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chains")),
    )
    op.create_index(op.f("ix_chains_content_hash"), "chains", ["content_hash"], unique=False)
    op.create_index(
        op.f("ix_chains_underlying_valuation_time"),
        "chains",
        ["underlying", "valuation_time"],
        unique=False,
    )


def _make_surfaces() -> None:
    op.create_table(
        "surfaces",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("valuation_time", UtcTime(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("is_certified", sa.Boolean(), nullable=False),
        sa.Column("certificate", Document, nullable=False),
        sa.Column("quality", Document, nullable=False),
        sa.Column("settings", Document, nullable=False),
        sa.Column("chain_id", sa.Text(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["chains.id"], name=op.f("fk_surfaces_chain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surfaces")),
    )
    op.create_index(op.f("ix_surfaces_chain_id"), "surfaces", ["chain_id"], unique=False)
    op.create_index(
        op.f("ix_surfaces_underlying_valuation_time_id"),
        "surfaces",
        ["underlying", "valuation_time", "id"],
        unique=False,
    )


def _make_quotes() -> None:
    op.create_table(
        "quotes",
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("expiry", UtcTime(), nullable=True),
        sa.Column("strike", Number(), nullable=True),
        sa.Column("is_call", sa.Boolean(), nullable=True),
        sa.Column("bid", Number(), nullable=True),
        sa.Column("ask", Number(), nullable=True),
        sa.Column("bid_size", Number(), nullable=True),
        sa.Column("ask_size", Number(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("time", "id", name=op.f("pk_quotes")),
        postgresql_partition_by="RANGE (time)",
    )
    op.create_index(
        op.f("ix_quotes_underlying_time"), "quotes", ["underlying", "time"], unique=False
    )


def _make_greeks() -> None:
    op.create_table(
        "greeks",
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("expiry", UtcTime(), nullable=True),
        sa.Column("strike", Number(), nullable=True),
        sa.Column("is_call", sa.Boolean(), nullable=True),
        sa.Column("spot", Number(), nullable=True),
        sa.Column("vol", Number(), nullable=True),
        sa.Column("price", Number(), nullable=True),
        sa.Column("delta", Number(), nullable=True),
        sa.Column("gamma", Number(), nullable=True),
        sa.Column("vega", Number(), nullable=True),
        sa.Column("theta", Number(), nullable=True),
        sa.Column("rho", Number(), nullable=True),
        sa.Column("vanna", Number(), nullable=True),
        sa.Column("volga", Number(), nullable=True),
        sa.PrimaryKeyConstraint("time", "id", name=op.f("pk_greeks")),
        postgresql_partition_by="RANGE (time)",
    )
    op.create_index(
        op.f("ix_greeks_underlying_time"), "greeks", ["underlying", "time"], unique=False
    )


def _make_pnl() -> None:
    op.create_table(
        "pnl",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", ExactDecimal(), nullable=False),
        sa.Column("terms", Document, nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", "strategy", "underlying", "currency", name=op.f("pk_pnl")),
        postgresql_partition_by="RANGE (day)",
    )


def _make_limits() -> None:
    op.create_table(
        "limits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("limits", Document, nullable=False),
        sa.Column("valid_from", UtcTime(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
    )
    op.create_index(
        op.f("ix_limits_strategy_underlying_valid_from"),
        "limits",
        ["strategy", "underlying", "valid_from"],
        unique=False,
    )


def _make_breaches() -> None:
    op.create_table(
        "breaches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("limit_id", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("underlying", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount", Number(), nullable=True),
        sa.Column("limit", Number(), nullable=False),
        sa.Column("resolved_at", UtcTime(), nullable=True),
        sa.Column("details", Document, nullable=False),
        sa.ForeignKeyConstraint(["limit_id"], ["limits.id"], name=op.f("fk_breaches_limit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
    op.create_index(op.f("ix_breaches_limit_id"), "breaches", ["limit_id"], unique=False)
    op.create_index(op.f("ix_breaches_strategy_id"), "breaches", ["strategy", "id"], unique=False)


def _make_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("output_hash", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("machine", Document, nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("duration_s", Number(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_input_hash"), "runs", ["input_hash"], unique=False)
    op.create_index(op.f("ix_runs_kind_id"), "runs", ["kind", "id"], unique=False)


def _make_metrics() -> None:
    op.create_table(
        "metrics",
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", Number(), nullable=False),
        sa.Column("labels", Document, nullable=False),
        sa.PrimaryKeyConstraint("time", "id", name=op.f("pk_metrics")),
        postgresql_partition_by="RANGE (time)",
    )
    op.create_index(op.f("ix_metrics_name_time"), "metrics", ["name", "time"], unique=False)
