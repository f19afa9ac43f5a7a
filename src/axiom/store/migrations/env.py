"""Run by Alembic for every command: hands it the connection, or writes SQL text without one."""

from __future__ import annotations

from alembic import context

from axiom.store.models import Base


def _run() -> None:
    """Run the migrations that the command asks for."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        context.configure(
            dialect_name=context.config.attributes["dialect_name"],
            target_metadata=Base.metadata,
            literal_binds=True,
        )
    else:
        context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


_run()
