"""Credentials that were verified lately, so that a request costs microseconds."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Protocol

from axiom.service.access.principal import Principal

__all__ = ["Grant", "Proof", "Proofs", "Source"]

_CAPACITY: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a credential gives, and for how long it may be believed without looking again.

    Parameters
    ----------
    principal
        Who it is.
    seconds
        Seconds until the credential expires; None where it does not.
    """

    principal: Principal
    seconds: float | None


class Source(Protocol):
    """Where a credential, once proven, stands in the store."""

    def grant(self) -> Grant:
        """Read what it gives now.

        Raises
        ------
        AuthenticationError
            If it was revoked, has expired or is gone.
        """

    def note_use(self) -> None:
        """Write that it is in use, if that was not written lately."""


@dataclass(slots=True)
class Proof:
    """A credential that was verified.

    Parameters
    ----------
    source
        Where it stands in the store.
    principal
        Who it is.
    refresh_at
        When it is to be looked at again beside the requests; seconds of the monotonic clock.
    until
        Until when it is believed.
    """

    source: Source
    principal: Principal
    refresh_at: float
    until: float


class Proofs:
    """Proofs by a keyed digest of the credential; the one used longest ago goes first.

    Parameters
    ----------
    expiry_s
        Seconds for which a proof is believed, > 0.
    clock
        Seconds that never go back.

    Notes
    -----
    No credential is kept, only a digest with a key of this process. A proof that is no longer
    believed stays, so that the credential need not be hashed again: only its row is read.

    Verified by tests/unit/service/access/test_proofs.py.
    """

    def __init__(self, *, expiry_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._expiry_s = expiry_s
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._proofs: OrderedDict[bytes, Proof] = OrderedDict()
        self._generation = 0

    @property
    def generation(self) -> int:
        """How often something was forgotten."""
        return self._generation

    def digest(self, credential: bytes) -> bytes:
        """Return what a credential is kept under."""
        return blake2b(credential, key=self._key, digest_size=16).digest()

    def find(self, digest: bytes) -> Proof | None:
        """Return the proof of a credential, whether still believed or not."""
        return self._proofs.get(digest)

    def keep(self, digest: bytes, source: Source, grant: Grant, *, generation: int) -> Proof:
        """Keep what a credential gives.

        Parameters
        ----------
        digest
            Of the credential.
        source
            Where it stands in the store.
        grant
            What was read there.
        generation
            When it was read: the value of `generation` before. What was read before something was
            forgotten is good for one request and not believed again.
        """
        now = self.clock()
        seconds = self._expiry_s if grant.seconds is None else min(self._expiry_s, grant.seconds)
        proof = Proof(source, grant.principal, now + seconds / 2.0, now + seconds)
        with self._lock:
            if generation != self._generation:
                proof.until = now
            self._proofs[digest] = proof
            self._proofs.move_to_end(digest)
            if len(self._proofs) > _CAPACITY:
                self._proofs.popitem(last=False)
        return proof

    def drop(self, digest: bytes) -> None:
        """Forget one credential."""
        with self._lock:
            self._proofs.pop(digest, None)

    def forget(self, key_id: str | None = None) -> None:
        """Forget every credential of a key or client, or of all when None."""
        with self._lock:
            self._generation += 1
            for digest, proof in list(self._proofs.items()):
                if key_id is None or proof.principal.key_id == key_id:
                    del self._proofs[digest]
