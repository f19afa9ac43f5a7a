from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from axiom.core.errors import DataError
from axiom.market import Chain, DividendSchedule, Feed, FeedUpdate, RecordingFeed, ReplayedFeed

EXPIRY = dt.datetime(2024, 6, 21, 20, tzinfo=dt.UTC)
NOW = dt.datetime(2024, 6, 3, 14, 30, 0, 123_457, tzinfo=dt.UTC)
FIELDS = ("underlying", "valuation_time", "spot", "exercise", "rate", "tick", "notes", "source")


def chain(**changes):
    quotes = pl.DataFrame(
        {"expiry": [EXPIRY] * 2, "expiry_date": [EXPIRY.date()] * 2, "settlement": ["PM"] * 2,
         "strike": [90.0, 100.1], "is_call": [True, False], "bid": [0.1 + 0.2, None],
         "ask": [1 / 3, 2.0], "bid_size": [1.0, None], "ask_size": [2.0, 3.0],
         "quote_time": [NOW, None], "exercise": ["american", None]}
    )  # fmt: skip
    given = {
        "underlying": "X", "valuation_time": NOW, "quotes": quotes, "spot": 99.7, "rate": 0.01,
        "tick": 0.05, "notes": ("a note",), "source": "a test",
        "given_forwards": pl.DataFrame(
            {"expiry": [EXPIRY], "forward": [99.9], "discount_factor": [0.999]}
        ),
        "dividends": DividendSchedule.from_rows([(dt.date(2024, 6, 10), 0.25)]),
    }  # fmt: skip
    return Chain(**given | changes)


def update(n, **changes):
    quotes = pl.DataFrame(
        {"expiry": [EXPIRY], "strike": [90.0], "is_call": [True], "bid": [0.1 * n], "ask": [None],
         "volume": [3.0]},
        schema_overrides={"ask": pl.Float64},
    )  # fmt: skip
    given = {"time": NOW + dt.timedelta(seconds=n), "quotes": quotes, "spot": 100.0 + n / 3,
             "forwards": {EXPIRY: 99.9 + n / 7}, "sequence": n}  # fmt: skip
    return FeedUpdate(**given | changes)


UPDATES = [
    update(1),
    update(2, quotes=None, forwards=None),
    update(3, is_snapshot=True, spot=None, sequence=None),
    update(4, quotes=update(4).quotes.clear(), is_snapshot=True),
]


class ListFeed:
    def __init__(self, first, later):
        self.first, self.later, self.closed = first, later, 0

    def opening(self):
        return self.first

    def updates(self):
        return iter(self.later)

    def close(self):
        self.closed += 1


def same_chain(one, other):
    assert [getattr(one, name) for name in FIELDS] == [getattr(other, name) for name in FIELDS]
    assert_frame_equal(one.quotes, other.quotes, check_exact=True)
    for name in ("given_forwards", "dividends"):
        mine, its = getattr(one, name), getattr(other, name)
        assert (mine is None) == (its is None)
        if mine is not None:
            assert_frame_equal(getattr(mine, "table", mine), getattr(its, "table", its))


def same_update(one, other):
    names = ("time", "spot", "forwards", "is_snapshot", "sequence")
    assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
    assert (one.quotes is None) == (other.quotes is None)
    if one.quotes is not None:
        assert_frame_equal(one.quotes, other.quotes, check_exact=True)


def recorded(path, later=UPDATES, first=None):
    feed = ListFeed(first or chain(), later)
    recording = RecordingFeed(feed, path)
    given = list(recording.updates())
    recording.close()
    assert feed.closed == 1
    return given


@pytest.mark.parametrize("changes", [{}, {"given_forwards": None, "dividends": None, "spot": None}])
def test_what_is_read_again_is_what_was_given(tmp_path, changes):
    path = tmp_path / "feed.lines"
    given = recorded(path, first=chain(**changes))
    replayed = ReplayedFeed(path)
    assert isinstance(replayed, Feed)
    same_chain(replayed.opening(), chain(**changes))
    for _ in range(2):
        for one, other, third in zip(replayed.updates(), given, UPDATES, strict=True):
            same_update(one, other)
            same_update(one, third)
    replayed.close()


def test_a_recording_goes_on_where_it_ended_with_a_snapshot(tmp_path):
    path = tmp_path / "feed.lines"
    recorded(path)
    now = NOW + dt.timedelta(hours=1)
    fresh = ListFeed(chain(valuation_time=now, spot=105.0), [update(5000)])
    again = RecordingFeed(fresh, path)
    assert isinstance(again, Feed)
    same_chain(again.opening(), chain())
    given = list(again.updates())
    again.close()
    for one, other in zip(given, UPDATES, strict=False):
        same_update(one, other)
    snapshot, last = given[4:]
    assert (snapshot.is_snapshot, snapshot.time, snapshot.spot) == (True, now, 105.0)
    assert snapshot.quotes.height == 2
    assert snapshot.forwards == {EXPIRY: 99.9}
    same_update(last, update(5000))
    assert len(list(ReplayedFeed(path).updates())) == 6


def test_time_does_not_go_back_where_a_recording_goes_on(tmp_path):
    path = tmp_path / "feed.lines"
    recorded(path)
    given = recorded(path, [update(1)])
    assert [one.time for one in given[4:]] == [UPDATES[-1].time] * 2


@pytest.mark.parametrize("cut", [1, 5, 12, 300])
def test_a_torn_end_is_cut_off(tmp_path, cut):
    path = tmp_path / "feed.lines"
    recorded(path)
    whole = path.read_bytes()
    end = len(whole) - whole.splitlines(keepends=True)[-1].__len__()
    path.write_bytes(whole[: min(end + cut, len(whole) - 1)])
    assert len(list(ReplayedFeed(path).updates())) == 3
    RecordingFeed(ListFeed(chain(), []), path).close()
    assert path.read_bytes() == whole[:end]


def test_every_prefix_of_a_recording_can_be_continued(tmp_path):
    path = tmp_path / "feed.lines"
    recorded(path, [update(1, quotes=None)])
    whole = path.read_bytes()
    for size in range(0, len(whole), 23):
        path.write_bytes(whole[:size])
        recorded(path, [update(9, quotes=None)])
        assert [one.time for one in ReplayedFeed(path).updates()][-1] == update(9).time


def test_a_damaged_line_is_an_error(tmp_path):
    path = tmp_path / "feed.lines"
    recorded(path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"spot":1', b'"spot":2')
    path.write_bytes(b"".join(lines))
    for make in (lambda: ReplayedFeed(path), lambda: RecordingFeed(ListFeed(chain(), []), path)):
        with pytest.raises(DataError, match=r"feed\.lines, line 3 is damaged"):
            make()


def test_files_that_are_no_recording_are_refused(tmp_path):
    path = tmp_path / "feed.lines"
    with pytest.raises(DataError, match="No such file"):
        ReplayedFeed(path)
    path.write_bytes(b"")
    with pytest.raises(DataError, match="holds no chain; record a feed first"):
        ReplayedFeed(path)
    recorded(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[1:]))
    with pytest.raises(DataError, match="does not begin with a chain"):
        ReplayedFeed(path)
    path.write_bytes(lines[0] * 2)
    with pytest.raises(DataError, match="holds a second chain"):
        list(ReplayedFeed(path).updates())


def test_another_underlying_is_refused(tmp_path):
    path = tmp_path / "feed.lines"
    recorded(path)
    other = RecordingFeed(ListFeed(chain(underlying="Y"), []), path)
    with pytest.raises(DataError, match="the recording is of X, the feed of Y"):
        list(other.updates())
    other.close()
