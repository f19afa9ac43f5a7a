"""`axiom admin`: keys, clients and the audit log, on the machine of the database."""

from axiom.cli.service.admin.command import app

__all__ = ["app"]
