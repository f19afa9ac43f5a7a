"""Credentials that were verified lately."""

from dataclasses import dataclass

from axiom.service.access import Principal
from axiom.service.access.proofs import Grant, Proofs

DESK = Principal(name="desk", key_id="1", scopes=frozenset(("read",)))


@dataclass
class _Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class _Row:
    def grant(self) -> Grant:
        return Grant(principal=DESK, seconds=None)


def _keep(proofs: Proofs, credential: bytes, *, seconds: float | None = None) -> bytes:
    digest = proofs.digest(credential)
    proofs.keep(
        digest, _Row(), Grant(principal=DESK, seconds=seconds), generation=proofs.generation
    )
    return digest


def test_a_proof_is_believed_for_its_time_and_no_longer_than_the_credential() -> None:
    proofs = Proofs(expiry_s=30.0, clock=_Clock(5.0))
    lasting = proofs.find(_keep(proofs, b"a"))
    assert lasting is not None
    assert (lasting.refresh_at, lasting.until) == (20.0, 35.0)
    short = proofs.find(_keep(proofs, b"b", seconds=4.0))
    assert short is not None
    assert (short.refresh_at, short.until) == (7.0, 9.0)


def test_digests_differ_between_processes_and_hold_no_credential() -> None:
    digest = Proofs(expiry_s=1.0).digest(b"secret")
    assert digest != Proofs(expiry_s=1.0).digest(b"secret")
    assert b"secret" not in digest


def test_forgetting_a_key_forgets_all_its_credentials_alone() -> None:
    proofs = Proofs(expiry_s=30.0, clock=_Clock())
    first, second = _keep(proofs, b"a"), _keep(proofs, b"b")
    proofs.forget("other")
    assert proofs.find(first) is not None
    proofs.forget("1")
    assert proofs.find(first) is None
    assert proofs.find(second) is None


def test_what_was_read_before_a_revocation_is_not_believed_after_it() -> None:
    proofs = Proofs(expiry_s=30.0, clock=_Clock())
    before, digest = proofs.generation, proofs.digest(b"a")
    proofs.forget("1")
    grant = Grant(principal=DESK, seconds=None)
    assert proofs.keep(digest, _Row(), grant, generation=before).until == 0.0


def test_memory_is_bounded() -> None:
    proofs = Proofs(expiry_s=30.0, clock=_Clock())
    digests = [_keep(proofs, str(i).encode()) for i in range(10_005)]
    assert sum(proofs.find(digest) is not None for digest in digests) == 10_000
