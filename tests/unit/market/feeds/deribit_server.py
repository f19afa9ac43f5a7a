"""A server that speaks Deribit's messages on this machine, and misbehaves on request."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

EXPIRIES = (1_767_340_800_000, 1_769_760_000_000)
STRIKES = (80_000.0, 90_000.0, 100_000.0)
START = 1_767_000_000_000


def name_of(expiry, strike, kind):
    return f"BTC-{EXPIRIES.index(expiry)}-{strike:g}-{kind}"


class DeribitServer:
    """The exchange: the true market, its subscribers, and mischief.

    `change` alters the truth and tells the subscribers, unless told to lose, repeat or delay the
    message. `mischief` holds functions that take (connection, method) and may answer in its stead.
    """

    def __init__(self, strikes=STRIKES, prices=None):
        self.strikes, fixed = strikes, (0.01, 0.02)
        tops = {
            (expiry, strike, kind): fixed if prices is None else prices(expiry, strike, kind)
            for expiry in EXPIRIES
            for strike in strikes
            for kind in "CP"
        }
        self.books = {
            name_of(*key): {"bids": {bid: 5.0}, "asks": {ask: 7.0}, "id": 100}
            for key, (bid, ask) in tops.items()
        }
        self.forwards = dict(zip(EXPIRIES, (90_500.0, 91_000.0), strict=True))
        self.spot, self.time = 90_000.0, START
        self.lock, self.connections = threading.RLock(), []
        self.mischief, self.requests, self.held = [], [], []
        self.is_silent = False
        self._server = serve(self._serve, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self.drop_all()
        self._server.shutdown()
        self._thread.join(timeout=5)

    def top(self, name):
        book = self.books[name]
        bid, ask = max(book["bids"], default=None), min(book["asks"], default=None)
        return bid, book["bids"].get(bid), ask, book["asks"].get(ask)

    def truth(self):
        """Best quotes in the quote currency by (expiry in ms, strike, is_call)."""
        found = {}
        for expiry in EXPIRIES:
            for strike in self.strikes:
                for kind in "CP":
                    bid, bid_size, ask, ask_size = self.top(name_of(expiry, strike, kind))
                    unit = self.forwards[expiry]
                    prices = tuple(None if one is None else one * unit for one in (bid, ask))
                    found[expiry, strike, kind == "C"] = (*prices, bid_size, ask_size)
        return found

    def change(self, name, side, price, amount, *, lose=False, copies=1, hold=False):
        """Set a level (amount 0 deletes it) and tell the subscribers."""
        with self.lock:
            book = self.books[name]
            action = "delete" if not amount else "change" if price in book[side] else "new"
            if amount:
                book[side][price] = amount
            else:
                book[side].pop(price, None)
            before, book["id"] = book["id"], book["id"] + 3
            self.time += 7
            levels = {"bids": [], "asks": [], side: [[action, price, amount]]}
            data = {"type": "change", "timestamp": self.time, "instrument_name": name,
                    "change_id": book["id"], "prev_change_id": before, **levels}  # fmt: skip
            for _ in range(0 if lose else copies):
                if hold:
                    self.held.append((f"book.{name}.100ms", data))
                else:
                    self.publish(f"book.{name}.100ms", data)

    def release(self):
        """Send the messages that were held, the latest first."""
        with self.lock:
            for channel, data in reversed(self.held):
                self.publish(channel, data)
            self.held.clear()

    def move_forward(self, expiry, forward):
        with self.lock:
            self.forwards[expiry], self.time = forward, self.time + 7
            for kind in "CP":
                name = name_of(expiry, self.strikes[0], kind)
                data = {
                    "timestamp": self.time,
                    "instrument_name": name,
                    "underlying_price": forward,
                }
                self.publish(f"ticker.{name}.100ms", data)

    def move_spot(self, spot):
        with self.lock:
            self.spot, self.time = spot, self.time + 7
            data = {"timestamp": self.time, "price": spot, "index_name": "btc_usd"}
            self.publish("deribit_price_index.btc_usd", data)

    def publish(self, channel, data):
        message = {"jsonrpc": "2.0", "method": "subscription",
                   "params": {"channel": channel, "data": data}}  # fmt: skip
        self.send_all(json.dumps(message), channel)

    def send_all(self, text, channel=None):
        with self.lock:
            for connection, channels in self.connections:
                if not self.is_silent and (channel is None or channel in channels):
                    with suppress(ConnectionClosed):
                        connection.send(text)

    def drop_all(self, half_frame=False):
        """Cut the lines without a word, or in the middle of a frame."""
        with self.lock:
            for connection, _ in self.connections:
                with suppress(OSError):
                    if half_frame:
                        connection.socket.sendall(b"\x81\x7e\x01\x00" + b'{"jsonrpc')
                    connection.socket.shutdown(socket.SHUT_RDWR)
            self.connections.clear()

    def _serve(self, connection):
        channels = set()
        with self.lock:
            self.connections.append((connection, channels))
        with suppress(ConnectionClosed):
            for text in connection:
                with self.lock:
                    self._answer(connection, channels, json.loads(text))

    def _answer(self, connection, channels, request):
        method, params = request["method"], request["params"]
        self.requests.append(method)
        if self.is_silent:
            return
        for trick in list(self.mischief):
            if trick(connection, method):
                self.mischief.remove(trick)
                return
        if method == "public/subscribe":
            channels.update(params["channels"])
        elif method == "public/unsubscribe":
            channels.difference_update(params["channels"])
        result = self._result(method, params)
        connection.send(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}))
        if method == "public/subscribe":
            self._send_snapshots(connection, params["channels"])

    def _result(self, method, params):
        if method == "public/get_instruments":
            return [
                {"instrument_name": name_of(expiry, strike, kind), "strike": strike,
                 "expiration_timestamp": expiry, "option_type": "call" if kind == "C" else "put",
                 "base_currency": "BTC", "quote_currency": "BTC", "kind": "option"}
                for expiry in EXPIRIES for strike in self.strikes for kind in "CP"
            ]  # fmt: skip
        if method == "public/get_book_summary_by_currency":
            return [self._summary(name) for name in self.books]
        if method == "public/get_index_price":
            return {"index_price": self.spot, "estimated_delivery_price": self.spot}
        return params.get("channels", "ok")

    def _summary(self, name):
        bid, _, ask, _ = self.top(name)
        return {"instrument_name": name, "bid_price": bid, "ask_price": ask,
                "underlying_price": self.forwards[EXPIRIES[int(name.split("-")[1])]],
                "creation_timestamp": self.time}  # fmt: skip

    def _send_snapshots(self, connection, channels):
        for channel in channels:
            kind, _, rest = channel.partition(".")
            if kind == "book":
                name = rest.removesuffix(".100ms")
                book = self.books[name]
                levels = {
                    side: [["new", *one] for one in book[side].items()] for side in ("bids", "asks")
                }
                data = {"type": "snapshot", "timestamp": self.time, "instrument_name": name,
                        "change_id": book["id"], **levels}  # fmt: skip
                message = {"jsonrpc": "2.0", "method": "subscription",
                           "params": {"channel": channel, "data": data}}  # fmt: skip
                connection.send(json.dumps(message))
