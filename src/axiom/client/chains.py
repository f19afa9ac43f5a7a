"""Chains: quotes uploaded or read from a feed, kept, listed and given back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from axiom.client.calls import Call, Steps, delete, get, given, pages, post, read_frame, segment
from axiom.client.operations import AsyncDomain, Domain, operation
from axiom.core.errors import InvalidArgumentError
from axiom.wire.arrow import ARROW
from axiom.wire.chains import ChainAnswer, ChainPage, FeedName, VixAnswer

__all__ = ["AsyncChains", "Chains"]

BYTES: Final = "application/octet-stream"


class ChainOperations:
    """Chains that the service stores.

    Notes
    -----
    Verified by tests/service/test_client_chains.py.
    """

    @operation
    def upload(
        self,
        /,
        source: str | Path | bytes | pl.DataFrame,
        *,
        name: str | None = None,
        columns: Mapping[str, str] | None = None,
        dividends: Mapping[dt.date, float] | None = None,
        idempotency_key: str | None = None,
        **reading: Any,
    ) -> Call[ChainAnswer]:
        """Store a chain; the same chain twice is one.

        Parameters
        ----------
        source
            A file, its bytes, or a table: CSV or Parquet, plain, gzipped or zipped, or Arrow, in
            any layout that `axiom.read_chain` reads.
        name
            What the file is called; its own name where None.
        columns
            For the layout ``generic``: names in the file by the library's names.
        dividends
            Cash dividends by ex-date.
        idempotency_key
            Made for you where None.
        reading
            ``layout``, ``date``, ``time``, ``underlying``, ``forward``, ``rate``, ``spot``,
            ``settlement`` and ``exercise``, as `axiom.read_chain` takes them.

        Returns
        -------
        ChainAnswer
            The stored chain, without its quotes.

        Raises
        ------
        DataError, InvalidArgumentError, LayoutError
            As `axiom.read_chain`.
        """
        content, called, kind = _content(source)
        return post(
            "/v1/chains",
            content,
            ChainAnswer,
            content_type=kind,
            is_write=True,
            idempotency_key=idempotency_key,
            name=name or called,
            column=[f"{known}={in_file}" for known, in_file in (columns or {}).items()] or None,
            dividend=[f"{day}={amount}" for day, amount in (dividends or {}).items()] or None,
            **reading,
        )

    @operation
    def take(
        self,
        feed: FeedName,
        *,
        underlying: str | None = None,
        file: str | None = None,
        date: dt.date | None = None,
        time: str | None = None,
        seed: int = 0,
        idempotency_key: str | None = None,
    ) -> Call[ChainAnswer]:
        """Take one snapshot of a feed, and store it as a chain.

        Parameters
        ----------
        feed
            ``cboe``, ``deribit``, ``recorded``, ``sample`` or ``simulated``.
        underlying
            Symbol at the feed.
        file
            Of ``recorded``: its name in the service's data folder.
        date, time
            Day, and time of day local to the exchange, of a feed that holds several.
        seed
            Of ``simulated``.
        idempotency_key
            Made for you where None.

        Returns
        -------
        ChainAnswer
            The stored chain, without its quotes.
        """
        source = given(feed=feed, underlying=underlying, file=file, date=date, time=time, seed=seed)
        return post(
            "/v1/chains/from-feed",
            source,
            ChainAnswer,
            is_write=True,
            idempotency_key=idempotency_key,
        )

    @operation
    def list(
        self,
        *,
        underlying: str | None = None,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[ChainPage]:
        """List the stored chains, the newest first.

        Parameters
        ----------
        underlying
            Whose; of all where None.
        limit
            Most chains; all where None.
        after
            `ChainPage.next` of the page before.
        """
        return pages(
            "/v1/chains", ChainPage, "chains", limit=limit, underlying=underlying, after=after
        )

    @operation
    def get(self, chain_id: str) -> Call[ChainAnswer]:
        """Return a stored chain, without its quotes.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        return get(f"/v1/chains/{segment(chain_id)}", ChainAnswer)

    @operation
    def quotes(self, chain_id: str) -> Call[pl.DataFrame]:
        """Return the quotes of a chain as a table, one row an option."""
        return Call(
            method="GET",
            path=f"/v1/chains/{segment(chain_id)}/quotes",
            read=read_frame,
            headers={"Accept": ARROW},
        )

    @operation
    def vix(self, chain_id: str, *, rate: float | None = None, days: int = 30) -> Call[VixAnswer]:
        """Compute the volatility index of a stored chain by Cboe's published rules.

        Parameters
        ----------
        chain_id
            Of the stored chain.
        rate
            Continuously compounded, a year; the chain's own where None.
        days
            Of the index, 1 or more.
        """
        return get(f"/v1/chains/{segment(chain_id)}/vix", VixAnswer, rate=rate, days=days)

    @operation
    def delete(self, chain_id: str, *, idempotency_key: str | None = None) -> Call[None]:
        """Delete a chain that no surface was fitted to.

        Raises
        ------
        ConflictError
            If a surface was fitted to it.
        NotFoundError
            If there is none.
        """
        path = f"/v1/chains/{segment(chain_id)}"
        return delete(path, type(None), idempotency_key=idempotency_key)


class Chains(ChainOperations, Domain):
    """Chains that the service stores."""


class AsyncChains(ChainOperations, AsyncDomain):
    """Chains that the service stores, for an asynchronous client."""


def _content(source: str | Path | bytes | pl.DataFrame) -> tuple[bytes, str | None, str]:
    """Return what is uploaded, what it is called, and its content type."""
    if isinstance(source, pl.DataFrame):
        buffer = io.BytesIO()
        source.write_ipc_stream(buffer)
        return buffer.getvalue(), None, ARROW
    if isinstance(source, bytes):
        return source, None, BYTES
    path = Path(source)
    try:
        return path.read_bytes(), path.name, BYTES
    except OSError as error:
        raise InvalidArgumentError(f"source={str(source)!r}: {error.strerror}") from error
