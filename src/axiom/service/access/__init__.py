"""Who may do what: keys, tokens, scopes, rates."""

from axiom.service.access.principal import SCOPES, Principal, Scope, principal_of
from axiom.service.access.scoped import ScopedRoute, scoped_router

__all__ = ["SCOPES", "Principal", "Scope", "ScopedRoute", "principal_of", "scoped_router"]
