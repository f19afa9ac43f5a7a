"""How well the surface fits twenty recorded SPX days, as rows: the mean first, then every day."""

from __future__ import annotations

from benchmarks.data import DataAbsentError
from benchmarks.rows import Report, Row
from benchmarks.surface_quality import Quality, mean, measure_days

FIT_LIMIT = 150.0


def run(report: Report) -> None:
    """Fit and certify every day; leave all out with the reason where the data are absent."""
    try:
        days = dict(measure_days())
    except DataAbsentError as error:
        report.skip("fit quality over 20 SPX days", str(error))
        return
    report.add(_verdict(days))
    report.add(*_rows(f"mean of {len(days)} SPX days", mean(list(days.values()))))
    for day, quality in days.items():
        report.add(*_rows(day, quality))


def _verdict(days: dict[str, Quality]) -> Row:
    free = sum(quality.is_arbitrage_free for quality in days.values())
    return Row(
        job="SPX days whose surface is certified free of arbitrage", measured=free,
        unit=f"of {len(days)}", target="every day", met=free == len(days),
    )  # fmt: skip


def _rows(name: str, quality: Quality) -> list[Row]:
    fit = quality.fit_ms
    return [
        Row(job=f"{name}: usable quotes", measured=quality.n_quotes, unit="quotes"),
        Row(
            job=f"{name}: model price inside bid–ask",
            measured=100 * quality.in_spread_share, unit="%",
        ),
        Row(
            job=f"{name}: the same, out of the money",
            measured=100 * quality.in_spread_share_otm, unit="%",
        ),
        Row(job=f"{name}: RMSE in vol", measured=100 * quality.rmse_vol, unit="vol points"),
        Row(job=f"{name}: RMSE in spreads", measured=quality.rmse_spreads, unit="spreads"),
        Row(
            job=f"{name}: surface fit", measured=fit, unit="ms",
            target=f"≤ {FIT_LIMIT:.0f} ms", met=fit <= FIT_LIMIT,
        ),
    ]  # fmt: skip
