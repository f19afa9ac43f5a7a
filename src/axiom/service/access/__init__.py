"""Who may do what: keys, tokens, scopes, rates."""

from axiom.service.access.access import Access
from axiom.service.access.admission import Admission
from axiom.service.access.principal import SCOPES, Principal, Scope, caller_of, principal_of
from axiom.service.access.scoped import SECURITY_SCHEMES, ScopedRoute, scoped_router

__all__ = [
    "SCOPES",
    "SECURITY_SCHEMES",
    "Access",
    "Admission",
    "Principal",
    "Scope",
    "ScopedRoute",
    "caller_of",
    "principal_of",
    "scoped_router",
]
