"""A session's tables and summary as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom.desk.replay.result import SessionResult

__all__ = ["write_session"]

TABLES: Final = (
    "pnl", "greeks", "vega_by_expiry", "limits", "quotes", "fills", "markouts", "hedges",
    "settlements", "explain", "explained_vega",
)  # fmt: skip


def write_session(result: SessionResult, folder: str | Path) -> tuple[Path, ...]:
    """Write a session's tables as Parquet and its summary as JSON.

    Parameters
    ----------
    result : SessionResult
        The session.
    folder : str or Path
        Where to; made if it is not there. Files of the same names are replaced.

    Returns
    -------
    tuple of Path
        summary.json, then a file a table.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_outputs.py.
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    summary = home / "summary.json"
    text = json.dumps(plain(result.summary()), indent=2, allow_nan=False)
    summary.write_text(text + "\n", encoding="utf-8")
    written = [summary]
    for name in TABLES:
        path = home / f"{name}.parquet"
        getattr(result, name).write_parquet(path)
        written.append(path)
    return tuple(written)
