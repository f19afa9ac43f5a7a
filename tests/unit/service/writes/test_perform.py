"""A write happens once, with its key, its audit row and its answer, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from axiom.core.errors import ConflictError, InvalidArgumentError
from axiom.service.access import Principal
from axiom.service.writes import Answer, WriteRequest, perform
from axiom.store import AuditRecord, InstrumentRecord, Store, UnitOfWork


def _asked(key: str | None = "k-1", *, digest: str = "d", key_id: str = "1") -> WriteRequest:
    principal = Principal(name="desk", key_id=key_id, scopes=frozenset({"trade"}))
    return WriteRequest(route="POST /v1/instruments", principal=principal, key=key, digest=digest)


def _adding(symbol: str, *, told: list[str] | None = None) -> Callable[[UnitOfWork], Answer]:
    def change(work: UnitOfWork) -> Answer:
        kept = work.instruments.add(InstrumentRecord(underlying="SPX", symbol=symbol))
        return Answer(
            status=201,
            body=kept.id.encode(),
            headers={"content-type": "text/plain"},
            target=kept.id,
            after_commit=() if told is None else (lambda: told.append(symbol),),
        )

    return change


def _audited(work: UnitOfWork) -> tuple[AuditRecord, ...]:
    now = dt.datetime.now(dt.UTC)
    return work.audit.between(now - dt.timedelta(hours=1), now + dt.timedelta(hours=1))


def _symbols(store: Store) -> list[str]:
    with store.begin(read_only=True) as work:
        return [one.symbol for one in work.instruments.page()]


def test_a_change_its_answer_and_its_audit_row_are_stored_together(store: Store) -> None:
    told: list[str] = []
    answer = perform(store, _asked(), _adding("SPX", told=told))
    assert (answer.status, _symbols(store), told) == (201, ["SPX"], ["SPX"])
    with store.begin(read_only=True) as work:
        kept = work.idempotency.find("1", "k-1")
        (audit,) = _audited(work)
    assert kept is not None
    assert (kept.status, kept.body, kept.request_hash) == (201, answer.body, "d")
    assert (audit.action, audit.target, audit.status) == (
        "POST /v1/instruments",
        answer.body.decode(),
        201,
    )
    assert (audit.principal, audit.key_id) == ("desk", "1")


def test_the_same_request_gets_the_same_answer_and_happens_once(store: Store) -> None:
    told: list[str] = []
    first = perform(store, _asked(), _adding("SPX", told=told))
    again = perform(store, _asked(), _adding("SPX", told=told))
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers == {"content-type": "text/plain", "idempotency-replayed": "true"}
    assert (_symbols(store), told) == (["SPX"], ["SPX"])
    with store.begin(read_only=True) as work:
        assert len(_audited(work)) == 1


def test_a_key_is_refused_to_another_request(store: Store) -> None:
    perform(store, _asked(), _adding("SPX"))
    with pytest.raises(ConflictError, match="'k-1' was used for another request"):
        perform(store, _asked(digest="other"), _adding("NDX"))
    assert _symbols(store) == ["SPX"]


def test_keys_belong_to_whoever_gave_them(store: Store) -> None:
    perform(store, _asked(), _adding("SPX"))
    perform(store, _asked(key_id="2", digest="other"), _adding("NDX"))
    assert _symbols(store) == ["SPX", "NDX"]


def test_without_a_key_every_request_happens(store: Store) -> None:
    for symbol in ("SPX", "NDX"):
        perform(store, _asked(None), _adding(symbol))
    assert _symbols(store) == ["SPX", "NDX"]


def test_an_error_undoes_everything_and_frees_the_key(store: Store) -> None:
    def failing(work: UnitOfWork) -> Answer:
        _adding("SPX")(work)
        raise InvalidArgumentError("spot=-1: give a number above 0")

    with pytest.raises(InvalidArgumentError, match="spot=-1"):
        perform(store, _asked(), failing)
    assert _symbols(store) == []
    with store.begin(read_only=True) as work:
        assert _audited(work) == ()
    assert perform(store, _asked(), _adding("NDX")).status == 201


def test_one_request_sent_many_times_at_once_happens_once(store: Store) -> None:
    ready = Barrier(6)

    def send(_: int) -> bytes:
        ready.wait()
        return perform(store, _asked(), _adding("SPX")).body

    with ThreadPoolExecutor(6) as pool:
        bodies = set(pool.map(send, range(6)))
    assert len(bodies) == 1
    assert _symbols(store) == ["SPX"]


def test_what_fails_once_it_is_stored_does_not_undo_the_write(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(work: UnitOfWork) -> Answer:
        def fail() -> None:
            raise OSError("the bus is away")

        return Answer(target=_adding("SPX")(work).target, after_commit=(fail,))

    assert perform(store, _asked(), failing).status == 200
    assert _symbols(store) == ["SPX"]
    assert "stored, but not announced" in capsys.readouterr().out
