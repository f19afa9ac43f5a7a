"""What takes the updates of a live feed in tests, and keeps the market that they make."""

from __future__ import annotations

import threading
import time


class Taker:
    """Applies a feed's updates to its opening chain, in a thread of its own."""

    def __init__(self, feed):
        self.feed, self.updates, self.error = feed, [], None
        self.quotes, self.spot, self.forwards = {}, None, {}
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self):
        try:
            chain = self.feed.opening()
            with self._changed:
                self.spot = chain.spot
                self._apply(chain.quotes, is_snapshot=True)
            for update in self.feed.updates():
                with self._changed:
                    self.updates.append(update)
                    self.spot = update.spot if update.spot is not None else self.spot
                    self.forwards |= update.forwards or {}
                    if update.quotes is not None:
                        self._apply(update.quotes, is_snapshot=update.is_snapshot)
                    self._changed.notify_all()
        except Exception as error:
            self.error = error

    def _apply(self, quotes, *, is_snapshot):
        if is_snapshot:
            self.quotes.clear()
        for row in quotes.iter_rows(named=True):
            key = round(row["expiry"].timestamp() * 1000), row["strike"], row["is_call"]
            self.quotes[key] = row["bid"], row["ask"], row["bid_size"], row["ask_size"]
        self._changed.notify_all()

    def known(self):
        """The quotes that have a price."""
        return {key: top for key, top in self.quotes.items() if (top[0], top[1]) != (None, None)}

    def wait(self, condition, seconds=10.0):
        """Wait until a condition holds; tell whether it came to hold."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with self._changed:
                if condition():
                    return True
                self._changed.wait(0.02)
        return condition()

    def finish(self):
        self.feed.close()
        self._thread.join(timeout=10)
        assert not self._thread.is_alive()
