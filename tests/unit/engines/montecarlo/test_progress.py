"""The bar of a long simulation."""

from __future__ import annotations

from axiom.engines.montecarlo.progress import LateBar


def test_the_bar_waits(capsys):
    with LateBar(is_wanted=True, total=10) as bar:
        bar.advance_to(5)
        assert not bar.is_shown
    assert capsys.readouterr().err == ""


def test_the_bar_appears_once_its_time_has_come():
    with LateBar(is_wanted=True, total=10, delay=0.0) as bar:
        bar.advance_to(5)
        assert bar.is_shown


def test_a_bar_that_is_not_wanted_stays_away():
    with LateBar(is_wanted=False, total=10, delay=0.0) as bar:
        bar.advance_to(5)
        assert not bar.is_shown
