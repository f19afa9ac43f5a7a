"""Stored chains: kept once, listed, loaded, deleted."""

from __future__ import annotations

from typing import Any, Final

from axiom.core.errors import InvalidArgumentError
from axiom.market import CHAIN_MEDIA_TYPE, Chain, chain_from_bytes, chain_to_bytes
from axiom.store import ChainRecord, Store, UnitOfWork

__all__ = ["keep_chain", "list_stored_chains", "load_chain", "load_chain_in", "remove_chain"]

LONGEST_NAME: Final = 64


def keep_chain(work: UnitOfWork, chain: Chain) -> tuple[ChainRecord, bool]:
    """Store a chain, unless it is stored already.

    Parameters
    ----------
    work
        The unit of work.
    chain
        The chain.

    Returns
    -------
    record : ChainRecord
        The stored chain.
    is_new : bool
        Whether it was not stored before.

    Raises
    ------
    InvalidArgumentError
        If the name of its underlying cannot be one.

    Notes
    -----
    Two chains are the same where all that `axiom.market.chain_to_bytes` writes is.

    Verified by tests/service/test_chains.py.
    """
    check_name(chain.underlying)
    content_hash = work.blobs.put(chain_to_bytes(chain), media_type=CHAIN_MEDIA_TYPE)
    known = work.chains.of_content(content_hash)
    if known is not None:
        return known, False
    record = ChainRecord(
        underlying=chain.underlying,
        valuation_time=chain.valuation_time,
        content_hash=content_hash,
        options=chain.quotes.height,
        spot=chain.spot,
        terms=_terms(chain),
        source=chain.source,
    )
    return work.chains.add(record), True


def check_name(underlying: str) -> None:
    """Refuse the name of an underlying that could not be asked for.

    Raises
    ------
    InvalidArgumentError
        If it is longer than 64 characters, blank at an end, or holds what cannot be printed.
    """
    if not 0 < len(underlying) <= LONGEST_NAME or underlying != underlying.strip():
        raise InvalidArgumentError(
            f"underlying={underlying[:80]!r}: give a name of 1 to {LONGEST_NAME} characters"
        )
    if not underlying.isprintable():
        raise InvalidArgumentError(f"underlying={underlying!r}: give printable characters")


def load_chain(store: Store, identifier: str) -> tuple[ChainRecord, Chain]:
    """Load a stored chain.

    Raises
    ------
    NotFoundError
        If there is none.

    Notes
    -----
    Verified by tests/service/test_chains.py.
    """
    with store.begin(read_only=True) as work:
        return load_chain_in(work, identifier)


def load_chain_in(work: UnitOfWork, identifier: str) -> tuple[ChainRecord, Chain]:
    """Load a stored chain within a unit of work, as `load_chain` does."""
    record = work.chains.get(identifier)
    return record, chain_from_bytes(work.blobs.get(record.content_hash).content)


def list_stored_chains(
    store: Store, *, underlying: str | None = None, limit: int = 100, after: str | None = None
) -> tuple[ChainRecord, ...]:
    """List stored chains, the newest first.

    Parameters
    ----------
    store
        Where they are.
    underlying
        Whose; None for all.
    limit
        Most records, 1 to 10,000.
    after
        Id of the last record of the page before.

    Notes
    -----
    Verified by tests/service/test_chains.py.
    """
    with store.begin(read_only=True) as work:
        return work.chains.page(underlying=underlying, limit=limit, after=after, newest_first=True)


def remove_chain(work: UnitOfWork, identifier: str) -> ChainRecord:
    """Delete a stored chain; its bytes stay, for the runs that were made with them.

    Raises
    ------
    NotFoundError
        If there is none.
    ConflictError
        If surfaces were fitted to it.

    Notes
    -----
    Verified by tests/service/test_chains.py.
    """
    record = work.chains.get(identifier)
    work.chains.remove(identifier)
    return record


def _terms(chain: Chain) -> dict[str, Any]:
    return {
        "exercise": chain.exercise,
        "rate": chain.rate,
        "tick": chain.tick,
        "dividends": 0 if chain.dividends is None else len(chain.dividends),
        "notes": list(chain.notes),
    }
