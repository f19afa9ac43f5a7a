"""Repositories of keys, clients, signing keys and the audit log."""

from __future__ import annotations

import datetime as dt

from axiom.store import models
from axiom.store.records import AuditRecord, ClientRecord, KeyRecord, SigningKeyRecord
from axiom.store.repositories.base import MOST_ROWS, Repository
from axiom.store.repositories.history import HistoryRepository

__all__ = ["AuditRepository", "ClientRepository", "KeyRepository", "SigningKeyRepository"]


class KeyRepository(Repository[KeyRecord]):
    """API keys by their prefix.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    model = models.ApiKey
    record = KeyRecord
    noun = "API key"

    def by_prefix(self, prefix: str) -> KeyRecord | None:
        """Give the key of a prefix, revoked or expired ones too, or None."""
        return self._one(self._select().where(self._columns.prefix == prefix))

    def revoke(self, identifier: str, *, at: dt.datetime) -> KeyRecord:
        """Revoke a key from an instant on; one revoked already stays as it is.

        Raises
        ------
        NotFoundError
            If there is no such key.
        """
        found = self._change(identifier, self._columns.revoked_at.is_(None), revoked_at=at)
        return self.get(identifier) if found is None else found

    def expire(self, identifier: str, *, at: dt.datetime) -> KeyRecord:
        """Let a key hold until an instant.

        Raises
        ------
        NotFoundError
            If there is no such key.
        """
        return self._changed(identifier, expires_at=at)

    def touch(self, identifier: str, *, at: dt.datetime) -> None:
        """Write when a key was last used."""
        self._change(identifier, last_used_at=at)

    def page(self, *, limit: int = 100, after: str | None = None) -> tuple[KeyRecord, ...]:
        """Give the keys that follow one, in the order of their ids.

        Parameters
        ----------
        limit
            Most records, 1 to 10,000.
        after
            Id of the last record of the page before.
        """
        return self._page({}, limit=limit, after=after)


class ClientRepository(Repository[ClientRecord]):
    """OAuth2 clients.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    model = models.OauthClient
    record = ClientRecord
    noun = "client"

    def revoke(self, identifier: str, *, at: dt.datetime) -> ClientRecord:
        """Revoke a client from an instant on; one revoked already stays as it is.

        Raises
        ------
        NotFoundError
            If there is no such client.
        """
        found = self._change(identifier, self._columns.revoked_at.is_(None), revoked_at=at)
        return self.get(identifier) if found is None else found

    def page(self, *, limit: int = 100, after: str | None = None) -> tuple[ClientRecord, ...]:
        """Give the clients that follow one, in the order of their ids; see `KeyRepository.page`."""
        return self._page({}, limit=limit, after=after)

    def change_secret(self, identifier: str, secret_hash: str) -> ClientRecord:
        """Give a client another secret.

        Raises
        ------
        NotFoundError
            If there is no such client.
        """
        return self._changed(identifier, secret_hash=secret_hash)


class SigningKeyRepository(Repository[SigningKeyRecord]):
    """The keys that tokens are signed with.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    model = models.SigningKey
    record = SigningKeyRecord
    noun = "signing key"

    def valid(self, *, at: dt.datetime) -> tuple[SigningKeyRecord, ...]:
        """Give the keys whose tokens are accepted at an instant, the newest first."""
        columns = self._columns
        query = self._select().where(columns.revoked_at.is_(None), columns.verifies_until > at)
        return self._all(query.order_by(columns.id.desc()).limit(MOST_ROWS))

    def signing(self, *, at: dt.datetime) -> SigningKeyRecord | None:
        """Give the newest key that signs tokens at an instant, or None."""
        return next((key for key in self.valid(at=at) if key.signs_until > at), None)

    def revoke(self, identifier: str, *, at: dt.datetime) -> SigningKeyRecord:
        """Withdraw a key from an instant on; one withdrawn already stays as it is.

        Raises
        ------
        NotFoundError
            If there is no such key.
        """
        found = self._change(identifier, self._columns.revoked_at.is_(None), revoked_at=at)
        return self.get(identifier) if found is None else found

    def retire(
        self, identifier: str, *, at: dt.datetime, verifies_until: dt.datetime
    ) -> SigningKeyRecord:
        """Let a key sign nothing from an instant on, and its tokens hold until another.

        Raises
        ------
        NotFoundError
            If there is no such key.
        """
        return self._changed(identifier, signs_until=at, verifies_until=verifies_until)


class AuditRepository(HistoryRepository[AuditRecord]):
    """The audit log by month: rows are added and read, never changed.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    model = models.Audit
    record = AuditRecord
    noun = "row of the audit log"
    names = ("principal", "action")
