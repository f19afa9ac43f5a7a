"""A client whose service is killed and started again."""

from __future__ import annotations

import threading

import axiom
from axiom.client import AxiomClient, Retries

PATIENT = Retries(attempts=1000, first_wait_s=0.05, longest_wait_s=0.2, total_s=60.0)
CALL = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}


def fills_of(update):
    return update.state if update.type == "snapshot" else update.changes


def test_calls_writes_and_streams_survive_a_killed_service(running_service):
    service = running_service()
    spx = {"underlying": "SPX", "price": 5000, "quantity": 1}
    with AxiomClient(service.url, key=service.key, retries=PATIENT) as client:
        with client.stream(fills="SPX") as stream:
            assert next(stream).type == "snapshot"
            first = client.book.trade(**spx)
            assert first.id in str(fills_of(next(stream)))
            service.kill()
            starting = threading.Thread(target=service.start)
            starting.start()
            assert client.price(**CALL) == axiom.price(**CALL)
            second = client.book.trade(**spx)
            while second.id not in str(fills_of(update := next(stream))):
                assert update.type == "snapshot"
            starting.join()
        assert [one.id for one in client.book.trades().items] == [first.id, second.id]


def test_threads_share_a_client_over_the_network(running_service):
    service = running_service()
    found: list[float] = []
    with AxiomClient(service.url, key=service.key, retries=PATIENT) as client:

        def work():
            found.extend(client.price(**CALL) for _ in range(20))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [axiom.price(**CALL)] * 160
