"""Who calls, and how often they may."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

import structlog

from axiom.core.errors import AuthenticationError, RateLimitError, StoreError
from axiom.service.access.addresses import address_group
from axiom.service.access.admission import Admission
from axiom.service.access.buckets import Buckets, Rate
from axiom.service.access.credentials import check_credential, read_credential
from axiom.service.access.principal import Principal
from axiom.service.access.proofs import Proof, Proofs, Source
from axiom.service.access.windows import SharedWindows

__all__ = ["Access"]

T = TypeVar("T")

_LOG: Final = structlog.get_logger("axiom.access")
_WORKERS: Final = 2
_MOST_PENDING: Final = 256


class Access:
    """Who calls, by API key or token, and how often they may.

    Parameters
    ----------
    find_source
        Proves a credential and says where it stands in the store; called in a thread. Raises
        AuthenticationError where it does not hold.
    rate
        Of keys that have none of their own.
    failure_rate
        How often an address may give credentials that do not hold.
    expiry_s
        Seconds for which a credential is believed before its row is read again: a revocation
        elsewhere takes effect within this time, one in this process at once.
    requests
        Counts requests by key; in this process alone when None.

    Notes
    -----
    A credential is verified once: argon2 takes about 25 ms of a thread, at most two at a time, so
    that wrong keys leave the processor to others. While it is in use, its row is read again beside
    the requests, which do not wait for it.

    Verified by tests/unit/service/access/test_access.py.
    """

    def __init__(
        self,
        find_source: Callable[[str], Source],
        *,
        rate: Rate,
        failure_rate: Rate,
        expiry_s: float = 30.0,
        requests: Buckets | SharedWindows | None = None,
    ) -> None:
        self._find_source = find_source
        self._rate = rate
        self._failure_rate = failure_rate
        self._proofs = Proofs(expiry_s=expiry_s)
        self._requests = Buckets() if requests is None else requests
        self._failures = Buckets()
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="axiom-access")
        self._room = threading.BoundedSemaphore(_MOST_PENDING)

    async def authenticate(
        self, headers: Iterable[tuple[bytes, bytes]], *, address: str = ""
    ) -> Principal:
        """Tell who calls.

        Parameters
        ----------
        headers
            Of the request: ``scope["headers"]`` of ASGI.
        address
            Network address of the caller; credentials that do not hold are counted by it.

        Raises
        ------
        AuthenticationError
            If there is no credential, or one that does not hold.
        RateLimitError
            If the address gave too many of those, or too many are being verified.
        StoreUnavailableError
            If the credential is not known here and the database is away.
        """
        credential = read_credential(headers)
        proofs = self._proofs
        digest = proofs.digest(credential)
        proof, now = proofs.find(digest), proofs.clock()
        if proof is None or now >= proof.until:
            return await self._verify(credential, digest, address)
        if now >= proof.refresh_at:
            proof.refresh_at = proof.until
            self._refresh(credential, digest)
        return proof.principal

    def admit(self, principal: Principal) -> Admission:
        """Count a request against the rate of its key.

        Parameters
        ----------
        principal
            Who asks.

        Returns
        -------
        Admission
            Whether it may pass, and the headers that say so.
        """
        rate = self._rate_of(principal)
        return Admission(rate, self._requests.take(principal.key_id, rate))

    async def check(self, prove: Callable[[], T], *, address: str) -> T:
        """Have a thread prove a credential, and count it against its address if it fails.

        Parameters
        ----------
        prove
            Raises AuthenticationError where the credential does not hold.
        address
            Network address of the caller.

        Returns
        -------
        What `prove` returns.

        Raises
        ------
        AuthenticationError
            If the credential does not hold.
        RateLimitError
            If the address gave too many of those, or too many are being verified.
        """
        group = address_group(address)
        failures = self._failures.take(group, self._failure_rate, tokens=0.0)
        if not failures.is_admitted:
            raise RateLimitError(
                "too many credentials from this address did not hold: wait, then give one that "
                "does",
                retry_after_s=failures.retry_after_s,
            )
        try:
            return await asyncio.wrap_future(self._submit(prove))
        except AuthenticationError as error:
            self._failures.take(group, self._failure_rate)
            _LOG.warning("credential refused", address=address, reason=str(error))
            raise

    def forget(self, key_id: str | None = None) -> None:
        """Verify the credentials of a key or client anew, or those of all when None."""
        self._proofs.forget(key_id)

    def close(self) -> None:
        """Wait for what is being verified, and verify nothing more."""
        self._pool.shutdown(cancel_futures=True)

    def _rate_of(self, principal: Principal) -> Rate:
        """Join the key's own rate and the service's."""
        if principal.requests_per_second is None and principal.burst is None:
            return self._rate
        return Rate(
            per_second=principal.requests_per_second or self._rate.per_second,
            burst=principal.burst or self._rate.burst,
        )

    async def _verify(self, credential: bytes, digest: bytes, address: str) -> Principal:
        """Verify a credential that is not known here, or has not been looked at for a while."""
        prove = partial(self._prove, credential, digest)
        if self._proofs.find(digest) is not None:
            return (await asyncio.wrap_future(self._submit(prove))).principal
        proof = await self.check(prove, address=address)
        self._pool.submit(_note_use, proof.source)
        return proof.principal

    def _submit(self, prove: Callable[[], T]) -> Future[T]:
        """Have a thread prove a credential."""
        if not self._room.acquire(blocking=False):
            raise RateLimitError(
                "too many credentials are being verified: try again", retry_after_s=1.0
            )
        future = self._pool.submit(prove)
        future.add_done_callback(lambda _: self._room.release())
        return future

    def _refresh(self, credential: bytes, digest: bytes) -> None:
        """Read a credential's row again, beside the requests.

        If that cannot be done now, the credential is verified when it is no longer believed.
        """

        def read_again() -> None:
            _note_use(self._prove(credential, digest).source)

        try:
            self._submit(read_again).add_done_callback(_note_failure)
        except RateLimitError:
            _LOG.warning("credential not refreshed", reason="too many are being verified")

    def _prove(self, credential: bytes, digest: bytes) -> Proof:
        """Verify a credential, or read the row of one that is proven."""
        proofs = self._proofs
        generation, proof = proofs.generation, proofs.find(digest)
        try:
            source = (
                self._find_source(check_credential(credential)) if proof is None else proof.source
            )
            return proofs.keep(digest, source, source.grant(), generation=generation)
        except AuthenticationError:
            proofs.drop(digest)
            raise


def _note_failure(future: Future[None]) -> None:
    """Log why a row could not be read again: requests are refused when the proof has expired."""
    error = None if future.cancelled() else future.exception()
    if error is not None:
        _LOG.warning("credential not refreshed", reason=str(error))


def _note_use(source: Source) -> None:
    """Note that a credential is in use; requests do not wait for that, nor fail by it."""
    try:
        source.note_use()
    except StoreError as error:
        _LOG.warning("use of a credential not noted", reason=str(error))
