"""A server of delayed quotes on this machine, which misbehaves on request."""

from __future__ import annotations

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

START = dt.datetime(2024, 6, 3, 18, 0, 0, tzinfo=dt.UTC)
OPTIONS = ("SPX240621C05200000", "SPX240621P05200000", "SPXW240607C05300000")


class CboeServer:
    """One document, and how it is served.

    `tricks` is a list of answers for the next questions, each in place of the document: a status,
    ``"half"`` (fewer bytes than announced), ``"cut"`` (no answer), or a text.
    """

    def __init__(self):
        self.quotes = {name: [10.0, 5.0, 10.4, 6.0] for name in OPTIONS}
        self.spot, self.time = 5283.4, START
        self.tricks, self.served, self.headers, self.paths = [], [], [], []
        self.ignores_etag = False
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                owner.answer(self)

            def log_message(self, *_):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def move(self, name, bid, ask, seconds=60):
        self.quotes[name] = [bid, 1.0, ask, 2.0]
        self.time += dt.timedelta(seconds=seconds)

    def document(self):
        rows = [
            {"option": name, "bid": bid, "bid_size": bid_size, "ask": ask, "ask_size": ask_size,
             "iv": 0.1, "open_interest": 3.0, "last_trade_time": None}
            for name, (bid, bid_size, ask, ask_size) in self.quotes.items()
        ]  # fmt: skip
        data = {"symbol": "^SPX", "current_price": self.spot, "options": rows}
        stamp = self.time.strftime("%Y-%m-%d %H:%M:%S")
        return json.dumps({"timestamp": stamp, "data": data, "symbol": "_SPX"})

    def truth(self):
        return {
            name: (quote[0] or None, quote[2] or None, quote[1], quote[3])
            for name, quote in self.quotes.items()
        }

    def answer(self, handler):
        self.paths.append(handler.path)
        self.headers.append(dict(handler.headers))
        trick = self.tricks.pop(0) if self.tricks else None
        etag = f'"{self.time.timestamp():.0f}"'
        if trick == "cut":
            handler.connection.close()
        elif isinstance(trick, int):
            headers = {"Retry-After": "0"} if trick == 429 else {}
            self.reply(handler, trick, b"", headers)
        elif (
            handler.headers.get("If-None-Match") == etag and not self.ignores_etag and trick is None
        ):
            self.reply(handler, 304, b"", {})
        else:
            text = self.document() if trick in (None, "half") else trick
            body = text.encode()
            headers = {"ETag": etag, "Last-Modified": "Mon, 03 Jun 2024 18:00:00 GMT"}
            cut = body[: len(body) // 2] if trick == "half" else body
            self.reply(handler, 200, cut, headers, length=len(body))

    def reply(self, handler, status, body, headers, length=None):
        self.served.append(status)
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)
