"""Figures for Prometheus, of one process and of several together."""

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from axiom.service.edge import Metrics


def _samples(page: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def test_requests_are_counted_by_the_template_of_their_route() -> None:
    metrics = Metrics()
    for seconds in (0.0002, 0.02, 40.0):
        metrics.answered("POST", "/v1/price", 200, seconds)
    found = _samples(metrics.page())
    labels = (("method", "POST"), ("route", "/v1/price"), ("status", "200"))
    assert found["axiom_request_seconds_count", labels] == 3.0
    below = (("le", "0.025"), *labels)
    assert found["axiom_request_seconds_bucket", below] == 2.0


def test_methods_that_clients_invent_are_one() -> None:
    metrics = Metrics()
    for number in range(50):
        metrics.answered(f"METHOD{number}", "unmatched", 405, 0.001)
    labels = (("method", "other"), ("route", "unmatched"), ("status", "405"))
    assert _samples(metrics.page())["axiom_request_seconds_count", labels] == 50.0


def test_what_domains_tell() -> None:
    metrics = Metrics()
    metrics.priced(1000, "greeks")
    metrics.priced(1, "greeks")
    metrics.fitted("SPX", 0.12)
    metrics.exposed("delta", -40.0, 100.0)
    metrics.exposed("gamma", 2.0)
    metrics.pnl("maker", -3.5)
    metrics.queue("jobs", 7)
    metrics.degraded("cache", True)
    found = _samples(metrics.page())
    assert found["axiom_options_priced_total", (("kind", "greeks"),)] == 1001.0
    fit = (("measure", "rms_vol_points"), ("underlying", "SPX"))
    assert found["axiom_fit_quality", fit] == 0.12
    assert found["axiom_exposure", (("name", "delta"),)] == -40.0
    assert found["axiom_exposure_limit", (("name", "delta"),)] == 100.0
    assert ("axiom_exposure_limit", (("name", "gamma"),)) not in found
    assert found["axiom_pnl", (("strategy", "maker"),)] == -3.5
    assert found["axiom_queue_depth", (("queue", "jobs"),)] == 7.0
    assert found["axiom_degraded", (("part", "cache"),)] == 1.0


def test_two_services_of_one_process_do_not_share_figures() -> None:
    first, second = Metrics(), Metrics()
    first.priced(1, "price")
    assert b'kind="price"' not in second.page()


def test_processes_add_up_in_a_folder(tmp_path: Path) -> None:
    script = "from axiom.service.edge import Metrics; m = Metrics(); m.priced(10, 'price')"
    shared = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", script], env=shared, check=True)
    script = "from axiom.service.edge import Metrics; print(Metrics().page().decode())"
    page = subprocess.run(
        [sys.executable, "-c", script], env=shared, check=True, capture_output=True
    ).stdout
    assert _samples(page)["axiom_options_priced_total", (("kind", "price"),)] == 20.0
