"""What may pull or kill all quotes: fills in a window, stale or bad data, a switch."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

from axiom.desk.quoting.chain.board import QuoteState

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.rules import ChainRules, Protection

__all__ = ["FillWindow", "Gate"]


class FillWindow:
    """Fills of the last seconds, and which bound they reach.

    Parameters
    ----------
    rules : Protection
        Window and bounds.

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_protection.py.
    """

    def __init__(self, rules: Protection) -> None:
        self._rules = rules
        self._fills: deque[tuple[float, float, float, float]] = deque()

    def add(self, time: float, *, contracts: float, delta: float, vega: float) -> str:
        """Take in a fill and give the bound that the window reaches; empty if none.

        Parameters
        ----------
        time
            Seconds.
        contracts
            Number traded, > 0.
        delta, vega
            Delta times spot, and vega per vol point, signed: currency.
        """
        self._fills.append((time, contracts, delta, vega))
        while self._fills[0][0] < time - self._rules.window_seconds:
            self._fills.popleft()
        sums = [math.fsum(one[i] for one in self._fills) for i in (1, 2, 3)]
        reached = {
            "fills": (float(len(self._fills)), self._rules.fills),
            "contracts": (sums[0], self._rules.contracts),
            "delta": (abs(sums[1]), self._rules.delta),
            "vega": (abs(sums[2]), self._rules.vega),
        }
        for name, (amount, bound) in reached.items():
            if bound is not None and not amount < bound:
                return (
                    f"protection: {name} of {amount:g} within {self._rules.window_seconds:g} s "
                    f"reach {bound:g}"
                )
        return ""

    def clear(self) -> None:
        """Forget all fills."""
        self._fills.clear()


class Gate:
    """Whether quotes may stand, and why not.

    Parameters
    ----------
    rules : ChainRules
        Ages and the protection's cool-off.

    Notes
    -----
    A kill stays until `reset`; a protection until `reset` or the end of its cool-off; a bad spot
    until a good one; an old surface or spot until a new one.
    Verified by tests/unit/desk/quoting/chain/test_protection.py.
    """

    def __init__(self, rules: ChainRules) -> None:
        self._rules = rules
        self.killed = ""
        self.bad_spot = ""
        self.surface_time = self.spot_time = -math.inf
        self._protected, self._until = "", math.inf

    def kill(self, reason: str) -> None:
        """Pull all quotes until `reset`; the first reason is kept."""
        self.killed = self.killed or reason

    def protect(self, reason: str, time: float) -> None:
        """Pull all quotes until `reset` or the end of the cool-off."""
        cool_off = self._rules.protection.cool_off_seconds
        self._protected = reason
        self._until = math.inf if cool_off is None else time + cool_off

    def reset(self) -> None:
        """Let quotes stand again after a kill or a protection."""
        self.killed = self._protected = ""

    def state(self, time: float, breached: tuple[str, ...]) -> tuple[QuoteState, str]:
        """Give the state at a time and its reason.

        Parameters
        ----------
        time
            Seconds.
        breached
            Names of the limits that are exceeded.
        """
        if self.killed:
            return QuoteState.KILLED, self.killed
        if self._protected and time >= self._until:
            self._protected = ""
        reason = self._protected or self.bad_spot or self._stale(time)
        if not reason and breached and self._rules.on_breach == "pull":
            reason = f"limit exceeded: {', '.join(breached)}"
        return (QuoteState.PULLED, reason) if reason else (QuoteState.QUOTING, "")

    def _stale(self, time: float) -> str:
        for name, stamp, most in (
            ("surface", self.surface_time, self._rules.max_surface_age_seconds),
            ("spot", self.spot_time, self._rules.max_spot_age_seconds),
        ):
            if most is not None and time - stamp > most:
                return f"the {name} is {time - stamp:.1f} s old; {most:g} s are allowed"
        return ""
