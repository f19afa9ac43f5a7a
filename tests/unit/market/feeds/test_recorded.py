from __future__ import annotations

import pytest

from axiom.core.errors import DataError
from axiom.market import RecordedFeed, chain_updates, iter_chains
from tests.unit.market import files

STAMPS = (1709305200, 1709323200, 1709564400, 1709582400)


@pytest.fixture
def path(tmp_path):
    return files.write(files.optionsdx(STAMPS), tmp_path / "abc.csv")


def test_the_first_chain_opens_and_the_others_update(path):
    feed = RecordedFeed(path)
    chains = list(iter_chains(path))
    assert feed.opening().valuation_time == chains[0].valuation_time
    assert feed.path == path
    expected = list(chain_updates(chains[0], chains[1:]))
    for found in (list(feed.updates()), list(feed.updates())):
        assert [one.time for one in found] == [one.time for one in expected]
        pairs = zip(found, expected, strict=True)
        assert all(one.quotes.equals(other.quotes) for one, other in pairs)
    feed.close()
    assert len(list(feed.updates())) == 3


def test_arguments_of_the_reader_are_passed_on(path):
    feed = RecordedFeed(path, start="12:00", date="2024-03-04")
    assert feed.opening().valuation_time.timestamp() == STAMPS[3]
    assert list(feed.updates()) == []


def test_files_without_quotes_of_the_day_are_refused(path):
    with pytest.raises(DataError, match="2024-03-05"):
        RecordedFeed(path, date="2024-03-05")
