"""Help of `axiom store`."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BACKUP",
    "PARTITIONS",
    "REBUILD_POSITIONS",
    "REPLAY",
    "RESTORE",
    "RETAIN",
    "RUNS",
    "SCHEMA",
    "STORE",
    "UPGRADE",
]

STORE: Final = "The database: tables, partitions, positions, past runs, backups."
UPGRADE: Final = """\
Make the tables, or bring them to this release's revision.

    axiom store upgrade --database-url postgresql://axiom@localhost/axiom
"""
SCHEMA: Final = "Write the SQL that makes the tables, from the migrations."
PARTITIONS: Final = "Make the monthly partitions of the histories ahead (PostgreSQL)."
RETAIN: Final = """\
Keep the last months of the histories.

Older partitions are detached and stay as tables of their own, or are dropped by --drop; on SQLite
older rows are deleted.
"""
REBUILD_POSITIONS: Final = """\
Compare every position with the sum of its trades, and mend those that differ.

With --check nothing is changed, and the exit code is 1 where some differ.
"""
RUNS: Final = "List the computations that were kept."
REPLAY: Final = """\
Do a kept computation again and compare it bit for bit.

The exit code is 1 where it differs; the first difference is named.
"""
BACKUP: Final = "Write every row into a file, while others go on writing."
RESTORE: Final = "Write every row of a backup into an empty database, of either kind."
