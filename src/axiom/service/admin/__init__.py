"""Keys, clients and the audit log, for the scope admin."""
