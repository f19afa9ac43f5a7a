"""`axiom desk live` against servers on this machine."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sysconfig
import threading
import time
from pathlib import Path

import pytest

import axiom
from axiom.desk import read_session
from axiom.market import ReplayedFeed
from tests.unit.market.feeds.cboe_server import CboeServer
from tests.unit.market.feeds.deribit_server import EXPIRIES, START, DeribitServer, name_of

COMMAND = Path(sysconfig.get_path("scripts")) / "axiom"
STRIKES = tuple(70_000.0 + 2_500.0 * i for i in range(17))
FORWARDS = dict(zip(EXPIRIES, (90_500.0, 91_000.0), strict=True))


def coin_prices(expiry, strike, kind):
    """Bid and ask in the coin around Black's price at a vol of 50 %, skewed."""
    forward, years = FORWARDS[expiry], (expiry - START) / 1000.0 / 86_400.0 / 365.0
    vol = 0.5 - 0.1 * math.log(strike / forward)
    value = axiom.price(
        forward=forward, strike=strike, expiry=years, vol=vol, rate=0.0, is_call=kind == "C"
    )
    mid = value / forward
    return max(round(mid - 0.0004, 4), 0.0001), round(mid + 0.0006, 4)


class Ticker:
    """Moves a server's spot and a quote until it is stopped."""

    def __init__(self, server):
        self._server, self._stop = server, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        n = 0
        name = name_of(EXPIRIES[1], STRIKES[8], "C")
        while not self._stop.wait(0.02):
            n += 1
            self._server.move_spot(90_000.0 + n % 7)
            self._server.change(name, "bids", min(self._server.books[name]["bids"]), 5.0 + n % 3)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(timeout=5)


@pytest.fixture
def server():
    made = DeribitServer(STRIKES, coin_prices)
    with Ticker(made):
        yield made
    made.close()


def test_some_steps_on_deribit(axiom_command, server):
    given = ("deribit", "BTC", "--url", server.url, "--steps", "3", "--json")
    found = axiom_command("desk", "live", *given)
    assert found.code == 0, found.err
    told = json.loads(found.out)
    assert told["steps"] == 3
    assert told["underlying"] == "BTC"


def test_a_session_is_kept_and_resumed(axiom_command, server, tmp_path):
    out = tmp_path / "paper"
    given = ("desk", "live", "deribit", "BTC", "--url", server.url, "--out", out, "--json")
    first = axiom_command(*given, "--steps", "4")
    assert first.code == 0, first.err
    events = read_session(out / "session.log").events
    assert len(list(ReplayedFeed(out / "feed.lines").updates())) >= 4
    refused = axiom_command(*given, "--steps", "6")
    assert refused.code == 2
    assert "add --resume" in refused.err
    again = axiom_command(*given, "--steps", "8", "--resume")
    assert again.code == 0, again.err
    assert json.loads(again.out)["steps"] == 8
    resumed = read_session(out / "session.log").events
    assert resumed[: len(events)] == events
    assert len(resumed) > len(events)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to another process on Windows")
def test_an_interrupt_ends_the_session_with_its_result(server, tmp_path):
    out = tmp_path / "paper"
    command = [
        COMMAND,
        "desk",
        "live",
        "deribit",
        "BTC",
        "--url",
        server.url,
        "--out",
        out,
        "--json",
    ]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    log, end = out / "feed.lines", time.monotonic() + 60.0
    while time.monotonic() < end and child.poll() is None:
        if log.exists() and log.read_bytes().count(b"\n") > 3:
            break
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    told, errors = child.communicate(timeout=60)
    assert child.returncode == 0, errors
    assert json.loads(told)["steps"] >= 1
    assert read_session(out / "session.log").is_complete


def test_cboe_is_asked_for_the_symbol_and_too_few_quotes_are_told(axiom_command):
    server = CboeServer()
    try:
        found = axiom_command("desk", "live", "cboe", "SPX", "--url", server.url, "--steps", "1")
    finally:
        server.close()
    assert found.code == 2
    assert "no expiry has bids at 3 or more strikes" in found.err
    assert server.paths == ["/_SPX.json"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("deribit", "SOL"), "currency='SOL': give one of BTC, ETH"),
        (("deribit", "BTC", "--exercise", "american"), "--exercise does not go with deribit"),
        (("cboe", "SPX", "--expiries", "3"), "--expiries does not go with cboe"),
        (("cboe", "SPX", "--poll", "0"), "poll_seconds=0.0: give a number above 0"),
        (("cboe", "SPX", "--silence", "0"), "silence_seconds=0.0: give a number above 0"),
    ],
)
def test_options_that_do_not_fit_are_refused(axiom_command, arguments, message):
    found = axiom_command("desk", "live", *arguments)
    assert found.code == 2
    assert message in found.err
