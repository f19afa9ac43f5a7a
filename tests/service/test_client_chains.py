"""Chains, surfaces and jobs through the client."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

import axiom
from axiom.core.errors import ConflictError, NotFoundError, ServiceError
from axiom.service import local_client
from axiom.volatility import surface_from_json
from tests.docs.sample_files import write_sample_files


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_sample_files(folder)
    return folder / "chain.csv"


@pytest.fixture(scope="module")
def client():
    with local_client() as client:
        yield client


@pytest.fixture(scope="module")
def chain(client, file):
    return client.chains.upload(file, underlying="SPX")


@pytest.fixture(scope="module")
def fit(client, chain):
    return client.surfaces.fit(chain.id, keep=True, curve="ssvi")


def test_a_chain_is_one_whatever_form_it_comes_in(client, chain, file):
    expected = axiom.read_chain(file, underlying="SPX")
    assert (chain.underlying, chain.n_quotes, len(chain.expiries)) == ("SPX", 328, 4)
    assert chain.valuation_time == expected.valuation_time
    again = client.chains.upload(file.read_bytes(), name="chain.csv", underlying="SPX")
    table = client.chains.upload(pl.read_csv(file), name="chain.csv", underlying="SPX")
    assert chain.id == again.id
    assert table.n_quotes == chain.n_quotes


def test_quotes_come_as_a_table(client, chain):
    quotes = client.chains.quotes(chain.id)
    assert quotes.height == chain.n_quotes
    assert quotes["strike"].min() == 4000.0


def test_chains_are_listed_page_by_page(client):
    made = [client.chains.take("simulated", underlying="SIM", seed=seed).id for seed in range(3)]
    listed = client.chains.list(underlying="SIM", limit=None)
    assert [one.id for one in listed.chains] == made[::-1]
    first = client.chains.list(underlying="SIM", limit=2)
    rest = client.chains.list(underlying="SIM", limit=2, after=first.next)
    assert [one.id for one in (*first.chains, *rest.chains)] == made[::-1]


def test_a_chain_is_deleted_unless_a_surface_needs_it(client, chain, fit):
    other = client.chains.take("simulated", underlying="SIM", seed=99)
    client.chains.delete(other.id)
    with pytest.raises(NotFoundError):
        client.chains.get(other.id)
    assert fit.surface.chain_id == chain.id
    with pytest.raises(ConflictError):
        client.chains.delete(chain.id)


@pytest.mark.parametrize(
    ("source", "error"),
    [("absent.csv", axiom.InvalidArgumentError), (b"a,b\n1,2\n", axiom.DataError)],
)
def test_what_is_no_chain_is_the_librarys_error(client, source, error):
    with pytest.raises(error):
        client.chains.upload(source)


def test_a_surface_is_rebuilt_bit_for_bit(client, fit):
    surface = surface_from_json(client.surfaces.parameters(fit.surface.id))
    strikes = np.linspace(4500.0, 5500.0, 11)
    found = client.surfaces.evaluate(
        fit.surface.id, expiry=0.25, strike=strikes, outputs=["vol", "region"]
    )
    expected = surface.vol(expiry=0.25, strike=strikes)
    assert np.array_equal(found["vol"].to_numpy(), expected)
    assert set(found["region"]) <= {"OBSERVED", "INTERPOLATED", "EXTRAPOLATED"}


def test_a_surface_is_current_listed_certified_and_compared(client, chain, fit):
    surface_id = fit.surface.id
    current = client.surfaces.current("SPX", until=chain.valuation_time + dt.timedelta(hours=1))
    assert current.id == surface_id
    assert [one.id for one in client.surfaces.list(underlying="SPX").surfaces] == [surface_id]
    assert [one.id for one in client.surfaces.history("SPX").surfaces] == [surface_id]
    assert client.surfaces.certificate(surface_id).is_arbitrage_free
    assert client.surfaces.certify(surface_id).is_arbitrage_free
    assert client.surfaces.verify(surface_id).is_verified
    assert client.surfaces.compare(surface_id, surface_id).rms == 0.0
    assert len(client.surfaces.smile(surface_id, expiry=0.25, points=11).points["vol"]) == 11
    assert client.surfaces.density(surface_id, expiry=0.25).mass == pytest.approx(1.0, abs=1e-3)
    assert client.surfaces.measures(surface_id, tenors=["30d"]).columns


def test_settings_are_the_librarys_and_bad_ones_its_errors(client, chain):
    rules = axiom.market.QuoteRules(allow_locked=True)
    assert client.surfaces.fit(chain.id, curve="ssvi", hygiene=rules).surface is None
    with pytest.raises(axiom.InvalidArgumentError):
        client.surfaces.fit(chain.id, curve="sabr")
    with pytest.raises(NotFoundError):
        client.surfaces.fit("0000")


def test_a_fit_as_a_job_tells_how_far_it_is(client, chain):
    told: list[float] = []
    job = client.surfaces.submit_fit(chain.id, curve="ssvi")
    result = client.jobs.wait(job.id, progress=lambda share, text: told.append(share))
    assert result["underlying"] == "SPX"
    assert told[-1] == 1.0
    assert client.jobs.get(job.id).status == "done"
    assert job.id in [one.id for one in client.jobs.list(limit=None).jobs]
    assert client.jobs.cancel(job.id).status == "done"


def test_a_job_that_fails_raises_what_its_route_would_have(client):
    job = client.surfaces.submit_fit("0000")
    with pytest.raises(NotFoundError):
        client.jobs.wait(job.id, progress=True)


def test_a_wait_that_is_too_short_leaves_the_job_alone(client, chain):
    job = client.surfaces.submit_fit(chain.id)
    with pytest.raises(ServiceError, match="it goes on"):
        client.jobs.wait(job.id, timeout_s=0.0)
    assert client.jobs.wait(job.id)["underlying"] == "SPX"
