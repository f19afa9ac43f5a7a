"""Figures about the service, as Prometheus reads them."""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

__all__ = ["Metrics"]

BUCKETS_S: Final = (
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
    0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
)  # fmt: skip
SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


class Metrics:
    """What is measured; methods by what happened, so that callers know no names of metrics.

    Notes
    -----
    Several processes of one service add up through files in the folder that the environment
    variable ``PROMETHEUS_MULTIPROC_DIR`` names; ``axiom serve --workers N`` sets it.

    Safe to use from several threads. Verified by tests/unit/service/edge/test_metrics.py.

    Examples
    --------
    >>> from axiom.service.edge.metrics import Metrics
    >>> metrics = Metrics()
    >>> metrics.priced(1000, "greeks")
    >>> b'axiom_options_priced_total{kind="greeks"} 1000.0' in metrics.page()
    True
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._children: dict[tuple[str, str, int], Histogram] = {}
        self._seconds = Histogram(
            "axiom_request_seconds",
            "Seconds from the head of a request to the end of its answer.",
            ("method", "route", "status"),
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._priced = Counter(
            "axiom_options_priced", "Options priced.", ("kind",), registry=self._registry
        )
        self._queue = self._gauge(
            "axiom_queue_depth", "Entries that wait.", ("queue",), mode="livesum"
        )
        self._fit = self._gauge(
            "axiom_fit_quality", "Quality of the current surface's fit.", ("underlying", "measure")
        )
        self._exposure = self._gauge("axiom_exposure", "Exposure of the book.", ("name",))
        self._limit = self._gauge("axiom_exposure_limit", "Limit of an exposure.", ("name",))
        self._pnl = self._gauge("axiom_pnl", "Profit and loss of the day.", ("strategy",))
        self._degraded = self._gauge(
            "axiom_degraded", "1 where a part is away and the service goes on.", ("part",)
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and how long it took, by the template of its route."""
        key = (method, route, status)
        child = self._children.get(key)
        if child is None:
            named = method if method in _METHODS else "other"
            child = self._children[key] = self._seconds.labels(named, route, str(status))
        child.observe(seconds)

    def priced(self, options: int, kind: str) -> None:
        """Count options that were priced, by what was asked, such as price and greeks."""
        self._priced.labels(kind).inc(options)

    def fitted(self, underlying: str, quality: float, measure: str = "rms_vol_points") -> None:
        """Note how well the current surface of an underlying fits, by a measure."""
        self._fit.labels(underlying, measure).set(quality)

    def exposed(self, name: str, value: float, limit: float | None = None) -> None:
        """Note an exposure of the book, such as delta, and its limit where it has one."""
        self._exposure.labels(name).set(value)
        if limit is not None:
            self._limit.labels(name).set(limit)

    def pnl(self, strategy: str, value: float) -> None:
        """Note the day's profit and loss of a strategy."""
        self._pnl.labels(strategy).set(value)

    def queue(self, name: str, depth: int) -> None:
        """Note how many entries wait in a queue."""
        self._queue.labels(name).set(depth)

    def degraded(self, part: str, is_away: bool) -> None:
        """Note that a part that the service can do without is away, or back."""
        self._degraded.labels(part).set(float(is_away))

    def page(self) -> bytes:
        """Return all figures in Prometheus' text format; of all processes where they share them."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def _gauge(
        self, name: str, text: str, labels: tuple[str, ...], mode: str = "mostrecent"
    ) -> Gauge:
        """Make a gauge; mode: how the values of several processes become one."""
        return Gauge(name, text, labels, registry=self._registry, multiprocess_mode=mode)  # type: ignore[arg-type]
