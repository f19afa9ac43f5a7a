from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from axiom.cli.desk.view import LiveView, ViewState
from axiom.desk import Explained, Filled, Hedged, Marked, Session
from axiom.risk import Limits
from tests.unit.desk.replay.sessions import feed, result, settings

LIMITS = Limits(delta=4000.0, vega=300.0, gamma=500.0, vega_by_expiry=400.0, contracts=60.0)


def console(width=140, *, is_terminal=True):
    return Console(
        file=io.StringIO(), width=width, height=60, force_terminal=is_terminal, highlight=False,
        color_system=None, _environ={},
    )  # fmt: skip


class Clock:
    """A clock that each look moves on."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


def shown(width, session=None):
    """The last frame of a session."""
    own = console(width)
    session = session or Session(feed(), settings(limits=LIMITS))
    with LiveView(session.front_quotes, console=own, clock=Clock(1.0)) as view:
        session.run(on_event=view)
    return view, own.file.getvalue()


@pytest.mark.parametrize("width", [80, 140])
def test_a_frame_shows_every_part_within_the_width(width):
    _, text = shown(width)
    last = text[text.rindex("SIM  ") :]
    for part in (
        "spot", "surface", "quotes", "P&L, model", "P&L explained", "residual", "Greeks and limits",
        "delta × spot", "█", "Last trades", "Quotes 2024-03-22", "market",
    ):  # fmt: skip
        assert part in last
    assert max(len(line) for line in last.splitlines()) <= width


def test_frames_are_at_most_ten_a_second():
    for step, most in ((0.01, 3), (1.0, 1 + 13)):
        with LiveView(console=console(), clock=Clock(step)) as view:
            for event in result().events:
                view(event)
        assert 2 <= view.n_frames <= most


def test_what_is_no_terminal_is_left_alone():
    own = console(is_terminal=False)
    with LiveView(console=own) as view:
        for event in result().events:
            view(event)
    assert own.file.getvalue() == ""
    assert view.n_frames == 0
    assert view.state.n_fills == result().fills.height


def test_the_state_is_that_of_the_session():
    state = ViewState()
    for event in result().events:
        state.take(event)
    found = result().summary()
    assert state.n_fills == found["fills"] == len(result().of_kind(Filled))
    assert state.n_hedges == len(result().of_kind(Hedged))
    assert state.edge == pytest.approx(found["edge"])
    assert state.hedge_cost == pytest.approx(found["hedge_cost"])
    assert state.lowest == pytest.approx(found["drawdown"])
    assert state.marked == result().final
    assert sum(state.terms.values()) == pytest.approx(
        sum(event.total for event in result().of_kind(Explained))
    )


def test_before_the_first_account_the_view_waits():
    own = console()
    with LiveView(console=own):
        pass
    assert "fitting the opening chain" in own.file.getvalue()


def test_figures_that_are_no_numbers_have_a_dash():
    own = console()
    with LiveView(console=own) as view:
        for event in result().events[:4]:
            view(event)
        view(replace(result().final, market_pnl=float("nan"), usage={"loss": float("inf")}))
    assert "beyond" in own.file.getvalue()
    assert isinstance(view.state.marked, Marked)


def test_the_command_takes_the_view(axiom_command):
    found = axiom_command("desk", "simulate", "--updates", "1", "--live-view")
    assert found.code == 0, found.err
    assert "The session" in found.out
