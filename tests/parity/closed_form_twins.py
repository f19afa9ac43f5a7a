"""Textbook twins of the closed forms of one asset, in mpmath; `aged` shifts every time."""

from __future__ import annotations

from typing import Any

import mpmath as mp

DIGITS = 40


def cdf(x: Any) -> Any:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def vanilla(S: Any, vol: Any, r: Any, q: Any, *, K: Any, T: Any, phi: int) -> Any:
    s = vol * mp.sqrt(T)
    d1 = (mp.log(S / K) + (r - q) * T) / s + s / 2
    return phi * (S * mp.exp(-q * T) * cdf(phi * d1) - K * mp.exp(-r * T) * cdf(phi * (d1 - s)))


class ReinerRubinstein:
    """The letters A to F of Haug (2007), p. 152, in order, under names that say what they are."""

    def __init__(
        self, *, S: Any, K: Any, H: Any, T: Any, vol: Any, r: Any, q: Any, phi: int, eta: int
    ) -> None:
        self.S, self.K, self.H, self.T = S, K, H, T
        self.r, self.q, self.phi, self.eta = r, q, phi, eta
        self.s = vol * mp.sqrt(T)
        self.mu = (r - q - vol**2 / 2) / vol**2
        self.root = mp.sqrt(self.mu**2 + 2 * r / vol**2)

    def _leg(self, x: Any, sign: int, ratio: Any) -> Any:
        first = self.S * mp.exp(-self.q * self.T) * ratio ** (2 * (self.mu + 1)) * cdf(sign * x)
        second = self.K * mp.exp(-self.r * self.T) * ratio ** (2 * self.mu)
        return self.phi * (first - second * cdf(sign * (x - self.s)))

    def _deviations(self, ratio: Any) -> Any:
        return mp.log(ratio) / self.s + (1 + self.mu) * self.s

    def vanilla(self) -> Any:
        return self._leg(self._deviations(self.S / self.K), self.phi, mp.mpf(1))

    def vanilla_beyond(self) -> Any:
        return self._leg(self._deviations(self.S / self.H), self.phi, mp.mpf(1))

    def reflected(self) -> Any:
        x = self._deviations(self.H**2 / (self.S * self.K))
        return self._leg(x, self.eta, self.H / self.S)

    def reflected_beyond(self) -> Any:
        return self._leg(self._deviations(self.H / self.S), self.eta, self.H / self.S)

    def survival(self) -> Any:
        x = self._deviations(self.S / self.H) - self.s
        y = self._deviations(self.H / self.S) - self.s
        ratio = self.H / self.S
        return cdf(self.eta * x) - ratio ** (2 * self.mu) * cdf(self.eta * y)

    def never_hit(self, rebate: Any) -> Any:
        return rebate * mp.exp(-self.r * self.T) * self.survival()

    def at_hit(self, rebate: Any) -> Any:
        z = mp.log(self.H / self.S) / self.s + self.root * self.s
        ratio = self.H / self.S
        rising = ratio ** (self.mu + self.root) * cdf(self.eta * z)
        falling = ratio ** (self.mu - self.root) * cdf(self.eta * (z - 2 * self.root * self.s))
        return mp.re(rebate * (rising + falling))


def barrier(S, vol, r, q, aged, *, strike, barrier, expiry, rebate, is_call, is_up, is_knock_in,
            rebate_at):  # fmt: skip
    phi, eta = 1 if is_call else -1, -1 if is_up else 1
    f = ReinerRubinstein(
        S=S, K=strike, H=barrier, T=expiry + aged, vol=vol, r=r, q=q, phi=phi, eta=eta
    )
    above = strike > barrier
    pieces = {
        (True, False, True): "C" if above else "ABD",
        (True, True, True): "A" if above else "BCD",
        (False, False, True): "BCD" if above else "A",
        (False, True, True): "ABD" if above else "C",
    }[(is_call, is_up, True)]
    inside = {
        "A": f.vanilla,
        "C": f.reflected,
        "ABD": lambda: f.vanilla() - f.vanilla_beyond() + f.reflected_beyond(),
        "BCD": lambda: f.vanilla_beyond() - f.reflected() + f.reflected_beyond(),
    }[pieces]()
    if is_knock_in:
        return inside + f.never_hit(rebate)
    paid = rebate * mp.exp(-r * f.T) * (1 - f.survival())
    return f.vanilla() - inside + (f.at_hit(rebate) if rebate_at == "hit" else paid)


def _at_barrier(S, vol, r, q, *, T, H, is_up):
    eta = -1 if is_up else 1
    return ReinerRubinstein(S=S, K=H, H=H, T=T, vol=vol, r=r, q=q, phi=1, eta=eta)


def one_touch(S, vol, r, q, aged, *, barrier, expiry, is_up, pays_at):
    f = _at_barrier(S, vol, r, q, T=expiry + aged, H=barrier, is_up=is_up)
    return f.at_hit(1) if pays_at == "hit" else mp.exp(-r * f.T) * (1 - f.survival())


def no_touch(S, vol, r, q, aged, *, barrier, expiry, is_up):
    f = _at_barrier(S, vol, r, q, T=expiry + aged, H=barrier, is_up=is_up)
    return f.never_hit(1)


def _images(T, vol, low, high):
    """As many images as 35 digits ask for."""
    return int(mp.ceil(7 * vol * mp.sqrt(T) / mp.log(high / low))) + 4


def _corridor_mass(S, vol, drift, *, T, low, high, start, end):
    """P(start < S_T < end, low < S_t < high) of a Brownian motion, by images."""
    s, m = vol * mp.sqrt(T), drift * T
    width, source = mp.log(high / low), 2 * mp.log(low / S)
    total = mp.mpf(0)
    count = _images(T, vol, low, high)
    for n in range(-count, count + 1):
        for sign, y in ((1, 2 * n * width), (-1, source + 2 * n * width)):
            ends = [cdf((mp.log(x / S) - y - m) / s) for x in (start, end)]
            total += sign * mp.exp(m * y / s**2) * (ends[1] - ends[0])
    return total


def double_barrier(S, vol, r, q, aged, *, strike, lower, upper, expiry, rebate, is_call,
                   is_knock_in):  # fmt: skip
    T, phi = expiry + aged, 1 if is_call else -1
    start, end = (max(strike, lower), upper) if is_call else (lower, min(strike, upper))
    bounds = {"T": T, "low": lower, "high": upper}
    alive = mp.mpf(0)
    if start < end:
        asset = _corridor_mass(S, vol, r - q + vol**2 / 2, start=start, end=end, **bounds)
        cash = _corridor_mass(S, vol, r - q - vol**2 / 2, start=start, end=end, **bounds)
        alive = phi * (S * mp.exp(-q * T) * asset - strike * mp.exp(-r * T) * cash)
    if not is_knock_in:
        return alive + rebate * _paid_at_exit(S, vol, r, q, **bounds)
    survival = _corridor_mass(S, vol, r - q - vol**2 / 2, start=lower, end=upper, **bounds)
    return (
        vanilla(S, vol, r, q, K=strike, T=T, phi=phi) - alive + rebate * mp.exp(-r * T) * survival
    )


def _paid_at_exit(S, vol, r, q, *, T, low, high):
    """One unit at the first exit: the discounted first-passage densities, image by image."""
    m = r - q - vol**2 / 2
    root = mp.sqrt(m**2 + 2 * r * vol**2)
    s, width = vol * mp.sqrt(T), mp.log(high / low)
    total = mp.mpf(0)
    count = 2 * _images(T, vol, low, high)
    for level in (mp.log(high / S), mp.log(low / S)):
        for n in range(-count, count + 1):
            d = abs(level) + 2 * n * width
            away = abs(d)
            near = mp.exp(-root * away / vol**2) * cdf((root * T - away) / s)
            far = mp.exp(root * away / vol**2) * cdf((-root * T - away) / s)
            total += mp.sign(d) * mp.exp(m * level / vol**2) * (near + far)
    return mp.re(total)


def double_no_touch(S, vol, r, q, aged, *, lower, upper, expiry):
    """Hui (1996), p. 344: the sine series, here for all corridors."""
    T, width = expiry + aged, mp.log(upper / lower)
    m = (r - q - vol**2 / 2) / vol**2
    total = mp.mpf(0)
    terms = int(mp.ceil(4 * width / (vol * mp.sqrt(T)))) + 6
    for n in range(1, 4 * terms):
        wave = n * mp.pi / width
        edge = mp.log(lower / S)
        ends = mp.exp(m * edge) * (1 - (-1) ** n * mp.exp(m * width))
        total += (
            (2 / width) * wave * ends / (m**2 + wave**2) * mp.sin(-wave * edge)
            * mp.exp(-(wave**2 + m**2) * vol**2 * T / 2)
        )  # fmt: skip
    return mp.exp(-r * T) * total


def _beyond(S, vol, r, q, *, X, T, eta):
    """Haug (2007), pp. 143-144: what an extreme earns beyond X."""
    b, s = r - q, vol * mp.sqrt(T)
    d1 = (mp.log(S / X) + b * T) / s + s / 2
    extra = mp.exp(b * T) * cdf(eta * d1) - (S / X) ** (-2 * b / vol**2) * cdf(
        eta * (d1 - 2 * b * mp.sqrt(T) / vol)
    )
    return (
        vanilla(S, vol, r, q, K=X, T=T, phi=eta)
        + eta * S * mp.exp(-r * T) * vol**2 / (2 * b) * extra
    )


def fixed_lookback(S, vol, r, q, aged, *, strike, expiry, extreme, is_call):
    T, eta = expiry + aged, 1 if is_call else -1
    level = max(strike, extreme) if is_call else min(strike, extreme)
    return mp.exp(-r * T) * eta * (level - strike) + _beyond(S, vol, r, q, X=level, T=T, eta=eta)


def floating_lookback(S, vol, r, q, aged, *, expiry, extreme, is_call):
    T, eta = expiry + aged, -1 if is_call else 1
    locked = eta * (extreme * mp.exp(-r * T) - S * mp.exp(-q * T))
    return locked + _beyond(S, vol, r, q, X=extreme, T=T, eta=eta)


def cash_or_nothing(S, vol, r, q, aged, *, strike, expiry, is_call):
    T, phi = expiry + aged, 1 if is_call else -1
    d2 = (mp.log(S / strike) + (r - q - vol**2 / 2) * T) / (vol * mp.sqrt(T))
    return mp.exp(-r * T) * cdf(phi * d2)


def asset_or_nothing(S, vol, r, q, aged, *, strike, expiry, is_call):
    T, phi = expiry + aged, 1 if is_call else -1
    d1 = (mp.log(S / strike) + (r - q + vol**2 / 2) * T) / (vol * mp.sqrt(T))
    return S * mp.exp(-q * T) * cdf(phi * d1)


def range_digital(S, vol, r, q, aged, *, lower, upper, expiry, payment):
    T = expiry + aged
    ends = [
        cdf((mp.log(x / S) - (r - q - vol**2 / 2) * T) / (vol * mp.sqrt(T))) for x in (lower, upper)
    ]
    return mp.exp(-r * (payment + aged)) * (ends[1] - ends[0])


def forward_start(S, vol, r, q, aged, *, moneyness, start, expiry, is_call):
    phi = 1 if is_call else -1
    unit = vanilla(mp.mpf(1), vol, r, q, K=moneyness, T=expiry - start, phi=phi)
    return S * mp.exp(-q * (start + aged)) * unit


def clipped_return(S, vol, r, q, aged, *, start, expiry, payment, floor, cap, previous_fixing):
    span = expiry - start + (aged if start == 0 else 0)
    ratio = S / previous_fixing if previous_fixing > 0 else mp.mpf(1)
    growth = mp.exp(r * span)
    spread = [vanilla(ratio, vol, r, q, K=1 + x, T=span, phi=1) * growth for x in (floor, cap)]
    return mp.exp(-r * (payment + aged)) * (floor + spread[0] - spread[1])


def _log_average(S, vol, r, q, aged, **a):
    names = ("past", "weight", "mean_time", "spread_time")
    slopes = ("past_slope", "weight_slope", "mean_slope", "spread_slope")
    past, weight, mean, spread = (a[n] + aged * a[d] for n, d in zip(names, slopes, strict=True))
    return past + weight * mp.log(S) + (r - q - vol**2 / 2) * mean, mean, spread


def geometric_average_price(S, vol, r, q, aged, *, strike, expiry, is_call, **average):
    mean, _, spread = _log_average(S, vol, r, q, aged, **average)
    forward, s = mp.exp(mean + vol**2 * spread / 2), vol * mp.sqrt(spread)
    phi = 1 if is_call else -1
    d2 = (mean - mp.log(strike)) / s
    value = phi * (forward * cdf(phi * (d2 + s)) - strike * cdf(phi * d2))
    return mp.exp(-r * (expiry + aged)) * value


def geometric_average_strike(S, vol, r, q, aged, *, expiry, is_call, **average):
    T, phi = expiry + aged, 1 if is_call else -1
    mean, mean_time, spread = _log_average(S, vol, r, q, aged, **average)
    forward, average_forward = S * mp.exp((r - q) * T), mp.exp(mean + vol**2 * spread / 2)
    s = vol * mp.sqrt(T - 2 * mean_time + spread)
    d1 = mp.log(forward / average_forward) / s + s / 2
    value = phi * (forward * cdf(phi * d1) - average_forward * cdf(phi * (d1 - s)))
    return mp.exp(-r * T) * value
