"""Volatility surfaces: fitted, kept, evaluated, certified and compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx
import numpy as np
import numpy.typing as npt
import polars as pl

from axiom.client.calls import Call, Steps, get, given, pages, post, read_frame, segment
from axiom.client.operations import AsyncDomain, Domain, operation
from axiom.core.documents import to_document
from axiom.core.errors import InvalidArgumentError
from axiom.wire.arrow import ARROW
from axiom.wire.jobs import JobAnswer
from axiom.wire.surfaces import (
    EVALUATED,
    CertificateAnswer,
    ComparisonAnswer,
    CurrentSurface,
    DistributionAnswer,
    FitAnswer,
    SmileAnswer,
    SurfaceAnswer,
    SurfacePage,
    TableAnswer,
    VerifyAnswer,
)

__all__ = ["AsyncSurfaces", "Surfaces"]

PATH: Final = "/v1/surfaces"


class SurfaceOperations:
    """Volatility surfaces of the service.

    Notes
    -----
    Verified by tests/service/test_client_chains.py.
    """

    @operation
    def fit(
        self,
        /,
        chain_id: str,
        *,
        keep: bool = False,
        prior_id: str | None = None,
        idempotency_key: str | None = None,
        **settings: Any,
    ) -> Call[FitAnswer]:
        """Fit a surface to a stored chain and certify it.

        Parameters
        ----------
        chain_id
            Of the stored chain.
        keep
            Store the surface with its certificate; it is the current one of its underlying then.
        prior_id
            A stored surface that counts where quotes are few.
        idempotency_key
            Of what is kept; made for you where None.
        settings
            ``curve``, ``fit``, ``hygiene``, ``parity``, ``certificate``, ``clock``,
            ``event_candidates``, ``reference_rate``, ``dividend_yield`` and ``accuracy``: the
            library's settings, or mappings of their fields.

        Returns
        -------
        FitAnswer
            The surface's parameters, from which `axiom.volatility.surface_from_json` rebuilds it,
            whether it is free of arbitrage, and how well it fits.

        Raises
        ------
        FitError, InvalidArgumentError
            As `axiom.fit_surface`.
        NotFoundError
            If there is no such chain.
        """
        body = _fit(chain_id, prior_id, settings)
        if keep:
            return post(PATH, body, FitAnswer, is_write=True, idempotency_key=idempotency_key)
        return post(f"{PATH}/fit", body, FitAnswer)

    @operation
    def submit_fit(
        self,
        /,
        chain_id: str,
        *,
        keep: bool = False,
        prior_id: str | None = None,
        idempotency_key: str | None = None,
        **settings: Any,
    ) -> Call[JobAnswer]:
        """Have a surface fitted as a job, whose result is a `FitAnswer`; see `fit`."""
        path = PATH if keep else f"{PATH}/fit"
        body = _fit(chain_id, prior_id, settings)
        return post(
            path, body, JobAnswer, is_write=True, is_job=True, idempotency_key=idempotency_key
        )

    @operation
    def list(
        self,
        *,
        underlying: str | None = None,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[SurfacePage]:
        """List the stored surfaces, the newest first.

        Parameters
        ----------
        underlying
            Whose; of all where None.
        limit
            Most surfaces; all where None.
        after
            `SurfacePage.next` of the page before.
        """
        return pages(PATH, SurfacePage, "surfaces", limit=limit, underlying=underlying, after=after)

    @operation
    def history(
        self,
        underlying: str,
        *,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[SurfacePage]:
        """List the surfaces of an underlying by valuation time, from `start` to before `end`."""
        return pages(
            f"{PATH}/history", SurfacePage, "surfaces", limit=limit, underlying=underlying,
            start=start, end=end, after=after,
        )  # fmt: skip

    @operation
    def current(
        self, underlying: str, *, until: dt.datetime | None = None, is_certified: bool = False
    ) -> Call[CurrentSurface]:
        """Return the surface of an underlying with the latest valuation time.

        Parameters
        ----------
        underlying
            Whose.
        until
            Latest valuation time, with its zone.
        is_certified
            Only one that is free of arbitrage.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        return get(
            f"{PATH}/current", CurrentSurface, underlying=underlying, until=until,
            is_certified=is_certified,
        )  # fmt: skip

    @operation
    def get(self, surface_id: str) -> Call[SurfaceAnswer]:
        """Return a stored surface, without its parameters."""
        return get(_path(surface_id), SurfaceAnswer)

    @operation
    def parameters(self, surface_id: str) -> Call[str]:
        """Return the document from which `axiom.volatility.surface_from_json` rebuilds it."""
        return Call(method="GET", path=_path(surface_id, "parameters"), read=_text)

    @operation
    def evaluate(
        self,
        surface_id: str,
        *,
        expiry: npt.ArrayLike,
        strike: npt.ArrayLike | None = None,
        log_moneyness: npt.ArrayLike | None = None,
        outputs: Sequence[str] = EVALUATED,
    ) -> Call[pl.DataFrame]:
        """Evaluate a surface at points.

        Parameters
        ----------
        surface_id
            Of the stored surface.
        expiry
            Years; one for all points, or one a point.
        strike, log_moneyness
            One of the two; one for all points, or one a point.
        outputs
            Of ``vol``, ``total_variance``, ``density``, ``forward``, ``discount_factor`` and
            ``region``.

        Returns
        -------
        polars.DataFrame
            One row a point; ``region`` is OBSERVED, INTERPOLATED or EXTRAPOLATED.
        """
        body = given(
            expiry=_numbers("expiry", expiry),
            strike=_numbers("strike", strike),
            log_moneyness=_numbers("log_moneyness", log_moneyness),
            outputs=list(outputs),
        )
        asked = post(_path(surface_id, "evaluate"), body, object)
        return Call(
            method="POST",
            path=asked.path,
            read=read_frame,
            content=asked.content,
            headers={**asked.headers, "Accept": ARROW},
        )

    @operation
    def smile(self, surface_id: str, *, expiry: float, points: int = 61) -> Call[SmileAnswer]:
        """Return the smile of an expiry in years: vols, variance and density by strike."""
        return get(_path(surface_id, "smile"), SmileAnswer, expiry=expiry, points=points)

    @operation
    def density(
        self, surface_id: str, *, expiry: float, points: int = 121
    ) -> Call[DistributionAnswer]:
        """Return the distribution of the underlying at an expiry in years."""
        return get(_path(surface_id, "density"), DistributionAnswer, expiry=expiry, points=points)

    @operation
    def measures(self, surface_id: str, *, tenors: Sequence[str] = ()) -> Call[TableAnswer]:
        """Measure a surface at constant maturities, such as ``("7d", "3m")``."""
        return get(_path(surface_id, "measures"), TableAnswer, tenor=list(tenors) or None)

    @operation
    def compare(
        self, surface_id: str, other_id: str, *, tenors: Sequence[str] = ()
    ) -> Call[ComparisonAnswer]:
        """Compare a second surface with a first, the second less the first."""
        return get(
            _path(surface_id, "comparison"), ComparisonAnswer, other_id=other_id,
            tenor=list(tenors) or None,
        )  # fmt: skip

    @operation
    def certificate(self, surface_id: str) -> Call[CertificateAnswer]:
        """Return the certificate that is stored with a surface."""
        return get(_path(surface_id, "certificate"), CertificateAnswer)

    @operation
    def certify(self, surface_id: str) -> Call[CertificateAnswer]:
        """Certify a stored surface again."""
        return post(_path(surface_id, "certify"), None, CertificateAnswer)

    @operation
    def verify(self, surface_id: str) -> Call[VerifyAnswer]:
        """Certify a stored surface again, and compare with its stored certificate."""
        return post(_path(surface_id, "verify"), None, VerifyAnswer)

    @operation
    def picture(
        self, surface_id: str, *, kind: str = "surface", expiry: float | None = None
    ) -> Call[str]:
        """Draw a surface as an HTML page that needs nothing else.

        Parameters
        ----------
        surface_id
            Of the stored surface.
        kind
            ``surface``, ``smile``, ``density``, ``residuals``, ``butterfly`` or ``calendar``.
        expiry
            Years, of a smile or a density.
        """
        params = {"kind": kind} if expiry is None else {"kind": kind, "expiry": expiry}
        return Call(method="GET", path=_path(surface_id, "picture"), read=_text, params=params)


class Surfaces(SurfaceOperations, Domain):
    """Volatility surfaces of the service."""


class AsyncSurfaces(SurfaceOperations, AsyncDomain):
    """Volatility surfaces of the service, for an asynchronous client."""


def _path(surface_id: str, what: str = "") -> str:
    """Return the path of a surface, or of something of it."""
    return f"{PATH}/{segment(surface_id)}" + (f"/{what}" if what else "")


def _fit(chain_id: str, prior_id: str | None, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked of a fit; the service checks it."""
    return given(
        chain_id=chain_id,
        prior_id=prior_id,
        settings=given(**{name: to_document(value) for name, value in settings.items()}),
    )


def _numbers(name: str, values: npt.ArrayLike | None) -> list[float] | None:
    """Return one number, or several, as a list."""
    if values is None:
        return None
    try:
        found: list[float] = np.atleast_1d(np.asarray(values, dtype=np.float64)).ravel().tolist()
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"{name}={values!r}: give numbers") from error
    return found


def _text(response: httpx.Response) -> str:
    """Read an answer as it is."""
    return response.text
