"""From settings to what tells who calls."""

from __future__ import annotations

import datetime as dt
from functools import partial

from axiom.service.access.access import Access
from axiom.service.access.buckets import Rate
from axiom.service.access.sources import find_source
from axiom.service.access.tokens import TokenTerms
from axiom.service.access.windows import SharedWindows
from axiom.service.settings import ServiceSettings
from axiom.store import Store
from axiom.store.cache import Cache

__all__ = ["open_access", "signing_period", "token_terms"]


def open_access(settings: ServiceSettings, store: Store, cache: Cache | None = None) -> Access:
    """Make what tells who calls and how often they may.

    Parameters
    ----------
    settings
        Rates, and the terms of tokens.
    store
        Where keys and clients are.
    cache
        Where processes count requests together, if it is shared; each for itself otherwise.

    Notes
    -----
    Verified by tests/unit/service/access/test_opening.py.
    """
    failures = settings.failed_keys_per_minute
    return Access(
        partial(find_source, store=store, terms=token_terms(settings)),
        rate=Rate(per_second=settings.rate_per_second, burst=settings.rate_burst),
        failure_rate=Rate(per_second=failures / 60.0, burst=failures),
        expiry_s=settings.key_cache_s,
        requests=SharedWindows(cache) if cache is not None and cache.is_shared else None,
    )


def token_terms(settings: ServiceSettings) -> TokenTerms:
    """Return what tokens of this service have in common."""
    secret = settings.secret_key
    return TokenTerms(
        issuer=settings.oauth_issuer,
        audience=settings.oauth_audience,
        lifetime=dt.timedelta(minutes=settings.token_minutes),
        secret_key=None if secret is None else secret.get_secret_value(),
    )


def signing_period(settings: ServiceSettings) -> dt.timedelta:
    """Return for how long a new key signs tokens."""
    return dt.timedelta(days=settings.signing_key_days)
