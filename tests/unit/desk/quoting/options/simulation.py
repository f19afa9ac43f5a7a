"""What option quotes earn in a simulation of the market that they assume."""

from __future__ import annotations

import numpy as np

from axiom.desk import VegaState
from tests.unit.desk.quoting.options.books import HORIZON, LIMIT, PRICED, REAL


def objective(policy, options, *, gamma, seed, episodes):
    """Gains less running risk, episode by episode, with exact arrivals by thinning."""
    rng = np.random.default_rng(seed)
    rates = np.concatenate([options.requests, options.requests])
    n, clock = options.price.size, np.zeros(episodes)
    variance, vega, gained = np.full(episodes, 0.0225), np.zeros(episodes), np.zeros(episodes)
    while (clock < HORIZON).any():
        wait = np.minimum(rng.exponential(1.0 / rates.sum(), episodes), HORIZON - clock)
        a_p = REAL.mean_reversion * (REAL.long_variance - variance)
        a_q = PRICED.mean_reversion * (PRICED.long_variance - variance)
        gained += wait * vega * (a_p - a_q) / (2.0 * np.sqrt(variance))
        gained -= wait * gamma * 0.2**2 / 8.0 * vega**2
        noise = rng.normal(size=episodes)
        variance = variance + a_p * wait + 0.2 * np.sqrt(variance * wait) * noise
        clock = clock + wait
        which = rng.choice(2 * n, size=episodes, p=rates / rates.sum())
        quoted = policy.quote(VegaState(time_left=HORIZON - clock, variance=variance, vega=vega))
        offsets = np.concatenate([quoted.bid, quoted.ask], axis=-1)[np.arange(episodes), which]
        option, sign = which % n, np.where(which < n, 1.0, -1.0)
        after = vega + sign * options.traded_vega[option]
        slope = options.steepness / options.vega[option]
        share = 1.0 / (1.0 + np.exp(np.minimum(options.shift + slope * offsets, 700.0)))
        filled = (rng.random(episodes) < share) & (clock < HORIZON) & (np.abs(after) <= LIMIT)
        gained += np.where(filled, options.size[option] * np.where(filled, offsets, 0.0), 0.0)
        vega = np.where(filled, after, vega)
    return gained
