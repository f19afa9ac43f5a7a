"""Payoffs on paths, as their definitions say them: one readable function a contract.

Paths are arrays (paths, times) of one asset, or (paths, times, assets); `now` is the spot today and
`variance` the variance of log spot over the step that ends at each time.
"""

from __future__ import annotations

import numpy as np
from scipy.integrate import quad
from scipy.special import erfcx
from scipy.stats import norm


def vanilla(spot, strike, sign):
    return np.maximum(sign * (spot - strike), 0.0)


def black_scholes(spot, option, sign):
    strike, growth, discount, total_vol = option
    forward = spot * growth
    d1 = np.log(forward / strike) / total_vol + 0.5 * total_vol
    return (
        sign
        * discount
        * (forward * norm.cdf(sign * d1) - strike * norm.cdf(sign * (d1 - total_vol)))
    )


def with_now(paths, now):
    return np.column_stack([np.full(len(paths), now), paths])


def crossing(a, b, variance):
    """Probability that a bridge crosses a barrier at distances a and b from its ends."""
    inside = (a > 0.0) & (b > 0.0)
    return np.where(inside, np.exp(-2.0 * np.where(inside, a * b, 0.0) / variance), 1.0)


def crossing_share(a, b, variance):
    """Mean time of that crossing as a share of the step: (a / s) M((a + |b|) / s)."""
    s = np.sqrt(variance)
    mills = np.sqrt(np.pi / 2.0) * erfcx((np.maximum(a, 0.0) + abs(b)) / s / np.sqrt(2.0))
    return np.minimum(np.maximum(a, 0.0) / s * mills, 1.0)


def stays_inside(a, b, width, variance):
    """Probability that a bridge from a to b stays within (0, width), by 40 images."""
    total = 0.0
    for n in range(-20, 21):
        total = total + np.exp(-2.0 * n * width * (n * width - (b - a)) / variance)
        total = total - np.exp(-2.0 * (b - n * width) * (a - n * width) / variance)
    inside = (np.minimum(a, b) > 0.0) & (np.maximum(a, b) < width)
    return np.where(inside, np.clip(total, 0.0, 1.0), 0.0)


def watched(distances, variance, discounts, probability, share):
    """Survival over all steps, and the mean discount factor at the time of the hit."""
    alive, paid = np.ones(len(distances)), np.zeros(len(distances))
    before = np.concatenate([[1.0], discounts[:-1]])
    for i in range(variance.shape[1]):
        ends = distances[:, i], distances[:, i + 1], variance[:, i]
        hit = alive * probability(*ends)
        paid += hit * before[i] * (discounts[i] / before[i]) ** share(*ends)
        alive = alive - hit
    return alive, paid


def settled(alive, paid, payoff, discount, terms):
    alive_units, dead_units, never, late, at_hit = terms
    kept = alive * (alive_units * payoff + never) + (1.0 - alive) * (dead_units * payoff + late)
    return discount * kept + at_hit * paid


def barrier(paths, now, variance, *, discounts, level, vanilla_terms, terms):
    barrier_, direction = level
    distance = direction * np.log(barrier_ / with_now(paths, now))
    alive, paid = watched(distance, variance, discounts, crossing, crossing_share)
    return settled(alive, paid, vanilla(paths[:, -1], *vanilla_terms), discounts[-1], terms)


def corridor(paths, now, variance, *, discounts, edges, vanilla_terms, terms):
    lower, upper = edges
    width = np.log(upper / lower)

    def leaves(a, b, v):
        return 1.0 - stays_inside(a, b, width, v)

    def share(a, b, v):
        low, high = crossing(a, b, v), crossing(width - a, width - b, v)
        mixed = low * crossing_share(a, b, v) + high * crossing_share(width - a, width - b, v)
        return mixed / np.maximum(low + high, 1e-300)

    height = np.log(with_now(paths, now) / lower)
    alive, paid = watched(height, variance, discounts, leaves, share)
    return settled(alive, paid, vanilla(paths[:, -1], *vanilla_terms), discounts[-1], terms)


def at_dates(paths, dates, *, discounts, dead, vanilla_terms, terms):
    """Barrier options that look at the spot at some dates; `dead` says where it ends them."""
    hit = dead(paths[:, dates])
    first = np.where(hit.any(axis=1), hit.argmax(axis=1), -1)
    paid = np.where(first >= 0, np.asarray(discounts)[dates][first], 0.0)
    alive = (first < 0).astype(float)
    return settled(alive, paid, vanilla(paths[:, -1], *vanilla_terms), discounts[-1], terms)


def step_means(paths, now, variance):
    """Mean over each step of a bridge in log spot: the log mean of both ends times 1 + v / 12."""
    spots = with_now(paths, now)
    low, high = spots[:, :-1], spots[:, 1:]
    return (high - low) / np.log(high / low) * (1.0 + variance / 12.0)


def mean_top(path, variance, direction, least):
    """Mean of exp(d h) for the larger h of `least` and the top of bridges through a log path."""

    def passes(height):
        below = 1.0 - crossing(height - path[:-1], height - path[1:], variance)
        return np.exp(direction * height) * (1.0 - below.prod())

    end = least + 4.0 * np.sqrt(variance.max())
    beyond = quad(passes, least, end, epsabs=1e-12, epsrel=1e-12, limit=200)[0]
    return np.exp(direction * least) + direction * beyond


def cliquet(paths, first, local, overall, past):
    returns = with_now(paths, first)[:, 1:] / with_now(paths, first)[:, :-1] - 1.0
    return np.clip(past + np.clip(returns, *local).sum(axis=1), *overall)


def autocallable(paths, now, variance, *, discounts, at, note):
    """One path at a time; `at` are the observations' places, `note` the terms by name."""
    results = np.zeros(len(paths))
    for j, path in enumerate(paths):
        worst = (path / note["fixings"]).min(axis=1)
        intact, missed, is_alive = 0.0 if note["knocked"] else 1.0, note["missed"], True
        if note["watch"] == "continuous":
            level = note["knock_in"] * np.asarray(note["fixings"])
            gaps = np.log(np.vstack([now, path]) / level)
            intact_after = intact * np.cumprod(
                np.prod(1.0 - crossing(gaps[:-1], gaps[1:], variance[j]), axis=1)
            )
        for i, place in enumerate(at):
            if note["watch"] == "continuous":
                intact = intact_after[place]
            if (place == at[-1] or note["watch"] != "expiry") and worst[place] <= note["knock_in"]:
                intact = 0.0
            if note["watch"] == "continuous" and intact == 0.0:
                intact_after = 0.0 * intact_after
            if worst[place] >= note["coupon_level"]:
                results[j] += discounts[place] * note["coupon"] * (1.0 + missed)
                missed = 0.0
            else:
                missed = missed + 1.0 if note["memory"] else 0.0
            if worst[place] >= note["levels"][i]:
                results[j] += discounts[place]
                is_alive = False
                break
        if is_alive:
            put = min(worst[at[-1]] / note["put_strike"], 1.0)
            results[j] += discounts[at[-1]] * (intact + (1.0 - intact) * put)
    return note["notional"] * results
