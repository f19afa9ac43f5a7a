"""Keys, clients and the audit log over HTTP, for the scope admin."""

from axiom.service.admin.routes import ROUTERS

__all__ = ["ROUTERS"]
