"""Backups of a database in one file, restored into an empty one of either kind."""

from axiom.store.backup.archive import Manifest, TableSum
from axiom.store.backup.backup import backup_store, restore_store

__all__ = ["Manifest", "TableSum", "backup_store", "restore_store"]
