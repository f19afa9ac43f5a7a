from __future__ import annotations

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import SimulatedFeed
from axiom.service.chains.feeds import data_file, snapshot
from axiom.wire.chains import ChainFromFeed

CSV = "date,expiry,strike,type,bid,ask\n2026-01-05,2026-03-20,100,C,1.0,1.1\n"


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "data"
    (inside / "day").mkdir(parents=True)
    (inside / "day" / "XYZ.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "secret.csv").write_text(CSV, encoding="utf-8")
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    return inside


def test_recorded_files_are_read_from_the_data_folder(folder):
    request = ChainFromFeed(feed="recorded", file="day/XYZ.csv")
    assert snapshot(request, data_folder=folder).underlying == "XYZ"


@pytest.mark.parametrize(
    "name",
    ["../secret.csv", "/etc/passwd", "day/../../secret.csv", "link.csv", "day", "a\x00b", "none"],
)
def test_nothing_outside_the_data_folder_is_read(folder, name):
    with pytest.raises(InvalidArgumentError, match="no such file in the data folder"):
        data_file(name, folder)


def test_without_a_data_folder_nothing_recorded_is_read():
    with pytest.raises(InvalidArgumentError, match="AXIOM_DATA_FOLDER"):
        snapshot(ChainFromFeed(feed="recorded", file="x.csv"), data_folder=None)


def test_simulated_markets_and_the_sample_are_the_librarys():
    made = snapshot(ChainFromFeed(feed="simulated", seed=3), data_folder=None)
    assert made.quotes.equals(SimulatedFeed(seed=3).opening().quotes)
    sample = snapshot(ChainFromFeed(feed="sample", underlying="IBM"), data_folder=None)
    assert sample.underlying == "IBM"


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (ChainFromFeed(feed="recorded"), "needs file"),
        (ChainFromFeed(feed="cboe"), "needs underlying"),
        (ChainFromFeed(feed="cboe", underlying="../x"), "symbol"),
        (ChainFromFeed(feed="deribit", underlying="DOGE"), "BTC, ETH"),
    ],
)
def test_what_a_feed_needs_is_named(request_, message, folder):
    with pytest.raises(InvalidArgumentError, match=message):
        snapshot(request_, data_folder=folder)
