"""Markets that the tests of one-asset policies share."""

from __future__ import annotations

from axiom.desk import ExponentialIntensity, InventoryState, QuotingModel


def market(*, vol=2.0, scale=140.0, decay=1.5, **more):
    return QuotingModel(vol=vol, bid_fills=ExponentialIntensity(scale=scale, decay=decay), **more)


def state(inventory, time_left=1.0, mid=0.0):
    return InventoryState(mid=mid, inventory=inventory, time_left=time_left)
