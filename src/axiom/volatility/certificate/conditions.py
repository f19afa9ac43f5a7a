"""How each condition of a certificate was decided: by proof, or by a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.volatility.certificate.proofs import KINDS, PLACES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.certificate.arbitrage import CertificateSettings
    from axiom.volatility.certificate.proofs import Proofs
    from axiom.volatility.surface import Surface

__all__ = ["decided_how", "left_open", "proved_text"]


def left_open(surface: Surface, proofs: Proofs, searched: pl.DataFrame) -> pl.DataFrame:
    """Keep what the search found where the form had decided nothing."""
    if not proofs.decided:
        return searched
    fitted = np.array(surface.fitted_expiries)
    expiry = searched["expiry"].to_numpy()
    place = np.where(np.isin(expiry, fitted), PLACES[0], PLACES[1])
    place = np.where(expiry < fitted[0], PLACES[2], place)
    place = np.where(expiry > fitted[-1], PLACES[3], place)
    where = zip(searched["kind"].to_list(), place.tolist(), strict=True)
    return searched.filter(
        pl.Series([one not in proofs.decided for one in where], dtype=pl.Boolean)
    )


def decided_how(
    proofs: Proofs, log_moneyness: NDArray[np.float64], settings: CertificateSettings
) -> pl.DataFrame:
    """Say of each kind at each place whether it is proved or what the grid was."""
    step = float((log_moneyness[:, 1] - log_moneyness[:, 0]).max())
    text = f"grid of {step:.2g} in log-moneyness"
    refined = f"{text}, refined to {step * 0.5**settings.refinements:.1g} around its least values"
    rows = [
        (kind, place, "proved" if (kind, place) in proofs.decided else refined)
        for kind in KINDS
        for place in PLACES
    ]
    rows += [(kind, "everywhere", text) for kind in ("density", "call spread")]
    return pl.DataFrame(rows, schema=["kind", "place", "method"], orient="row")


def proved_text(conditions: pl.DataFrame) -> str:
    """Say in one line what was decided exactly."""
    proved = conditions.filter(pl.col("method") == "proved")
    if proved.is_empty():
        return "nothing is proved: the form of the surface decides no condition"
    places = proved.group_by("kind", maintain_order=True).agg(pl.col("place"))
    parts = [
        kind + (" everywhere" if len(where) == len(PLACES) else " " + ", ".join(where))
        for kind, where in places.iter_rows()
    ]
    return "decided exactly: " + "; ".join(parts)
