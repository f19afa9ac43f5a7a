"""Quotes: of one asset by a policy, of whole chains by the desk's rules."""

from axiom.service.quoting.routes import ROUTERS

__all__ = ["ROUTERS"]
