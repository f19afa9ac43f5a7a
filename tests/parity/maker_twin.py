"""A readable twin of the compiled episodes of a maker, on the same random numbers."""

from __future__ import annotations

import math

import numpy as np

from axiom.desk import ExponentialIntensity
from axiom.desk.markets.compiled import compiled
from axiom.kernels import _core

PURPOSES = ("move", "bridge", "gap", "mark", "extra")


class Numbers:
    """The streams of one episode."""

    def __init__(self, seed, episode):
        self._label = np.array([seed], np.uint64), np.array([episode], np.uint64)
        self._held = {purpose: [] for purpose in PURPOSES}
        self._batches = dict.fromkeys(PURPOSES, 0)

    def next(self, purpose):
        if not self._held[purpose]:
            batch = self._batches[purpose]
            found = _core.episode_numbers(*self._label, PURPOSES.index(purpose), batch)
            self._held[purpose] = found[0].tolist()
            self._batches[purpose] = batch + 1
        return self._held[purpose].pop(0)


class Side:
    """One unit that rests at a price."""

    def __init__(self):
        self.price, self.ahead, self.since = None, 0.0, 0.0


class Twin:
    """One episode under offsets by step and inventory from -limit."""

    def __init__(self, market, bid, ask, ends, *, seed, episode):
        self.market, self.bid, self.ask, self.ends = market, bid, ask, ends
        self.numbers = Numbers(seed, episode)
        finite = np.minimum(bid, ask)
        self.least = min(finite[np.isfinite(finite)].min(), 0.0)
        motion = compiled(market, ends, least_offset=self.least).motion
        self.motion = motion
        self.levels = motion.levels(seed=seed, first=episode, count=1, threads=1)[0]
        self.follows = market.latency is None
        bids, asks = market.arrivals.sides
        self.intensities = {+1: bids, -1: asks}
        poisson = type(market.arrivals).__name__ == "PoissonArrivals"
        self.decay = None
        if market.decay_range:
            low, high = market.decay_range
            self.decay = low + self.numbers.next("extra") * (high - low)
        raised = poisson and self.follows and self.decay is None
        self.shift = self.least if raised else 0.0
        self.flow = market.arrivals.flow(
            *(
                float(one.rate(self.shift)) if isinstance(one, ExponentialIntensity) else one.scale
                for one in (bids, asks)
            )
        )
        self.baselines = {+1: self.flow.bid_baseline, -1: self.flow.ask_baseline}
        self.excess = {+1: self.flow.bid_excess, -1: self.flow.ask_excess}
        start = self.levels[0] if motion.kind == 2 else motion.start
        self.x = math.log(start) if motion.kind == 1 else start
        self.moved, self.jumps = 0, 0.0
        self.time = self.x_time = 0.0
        self.q, self.cash, self.spread, self.carry, self.fees = 0, 0.0, 0.0, 0.0, 0.0
        self.orders, self.fills, self.squared = {1: 0, -1: 0}, {1: 0, -1: 0}, 0.0
        self.marked, self.marked_at = start, 0.0
        self.resting, self.messages, self.latest = {1: Side(), -1: Side()}, [], 0.0
        self.trail = [(start, 0, 0.0)]

    def price(self):
        return (math.exp(self.x) if self.motion.kind == 1 else self.x) + self.jumps

    def mark(self):
        now = self.price()
        self.carry += self.q * (now - self.marked)
        self.squared += self.q**2 * (self.time - self.marked_at)
        self.marked, self.marked_at = now, self.time

    def cross_to_now(self):
        """Bring a Brownian mid to the present by the bridge to the step's end."""
        if self.motion.kind != 2 and self.time > self.x_time:
            if self.time >= self.end:
                self.x = self.x_end
            else:
                left, gone = self.end - self.x_time, self.time - self.x_time
                spread = self.motion.vol * math.sqrt(gone * (self.end - self.time) / left)
                mean = self.x + gone / left * (self.x_end - self.x)
                self.x = mean + spread * self.numbers.next("bridge")
            self.x_time = self.time
        self.mark()

    def run(self):
        for step, end in enumerate(self.ends):
            self.step, self.end = step, end
            self.x_time = self.time
            if self.motion.kind != 2:
                years, vol = self.end - self.time, self.motion.vol
                trend = self.motion.drift - (0.5 * vol**2 if self.motion.kind == 1 else 0.0)
                z = self.numbers.next("move")
                self.x_end = self.x + trend * years + vol * math.sqrt(years) * z
            if self.step == 0:
                self.operational = self.numbers.next("gap")
            if not self.follows:
                self.send()
            while self.go_on():
                pass
            self.x = self.x if self.motion.kind == 2 else self.x_end
            self.x_time = self.time
            self.mark()
            self.trail.append((self.marked, self.q, self.cash + self.q * self.marked))
        return self

    def go_on(self):
        moves = self.motion.move_times
        move = moves[self.moved] if self.moved < len(moves) else math.inf
        message = self.messages[0][0] if self.messages else math.inf
        due = min(move, message, self.end)
        bound = sum(self.intensity(side) for side in (1, -1))
        if self.operational <= bound * (due - self.time):
            self.pass_to(min(self.time + self.operational / bound, due))
            self.operational = self.numbers.next("gap")
            self.order(bound * self.numbers.next("mark"))
            return True
        self.operational -= bound * (due - self.time)
        self.pass_to(due)
        if due == message:
            self.take_effect()
        elif due == move:
            self.moved += 1
            self.x = self.levels[self.moved]
            self.mark()
        else:
            return False
        return True

    def pass_to(self, time):
        for side in (1, -1):
            self.excess[side] *= math.exp(-self.flow.decay * (time - self.time))
        self.time = time

    def intensity(self, side):
        return self.baselines[side] + self.excess[side]

    def order(self, point):
        for side in (1, -1):
            if point < self.intensity(side):
                depth = point / self.intensity(side)
                self.orders[side] += 1
                self.excess[side] += self.flow.own
                self.excess[-side] += self.flow.cross
                self.meet(side, depth)
                return
            point -= self.intensity(side)

    def reach(self, side, offset):
        intensity = self.intensities[side]
        if isinstance(intensity, ExponentialIntensity):
            decay = intensity.decay if self.decay is None else self.decay
            return math.exp(-decay * max(offset - self.shift, 0.0))
        return float(intensity.rate(offset)) / intensity.scale

    def meet(self, side, depth):
        limit = self.market.inventory_limit
        if side * self.q >= limit:
            return
        if self.follows:
            offset = (self.bid if side > 0 else self.ask)[self.step, self.q + limit]
            if depth < self.reach(side, offset):
                self.cross_to_now()
                self.fill(side, self.marked - side * offset)
            return
        resting = self.resting[side]
        if resting.price is None:
            return
        self.cross_to_now()
        if not depth < self.reach(side, side * (self.marked - resting.price)):
            return
        queue = self.market.queue
        if queue:
            resting.ahead *= math.exp(-queue.cancel_rate * (self.time - resting.since))
            resting.since = self.time
            if resting.ahead >= 1.0:
                resting.ahead -= 1.0
                return
        price, resting.price = resting.price, None
        self.fill(side, price)
        self.send()

    def fill(self, side, price):
        fee = self.market.fees.per_unit + self.market.fees.share * price
        self.cash -= side * price + fee
        self.fees += fee
        self.spread += side * (self.marked - price)
        self.q += side
        self.fills[side] += 1
        jump = self.market.adverse_selection
        if jump and self.numbers.next("extra") < jump.probability:
            size = jump.size
            if jump.is_exponential:
                size *= -math.log(self.numbers.next("extra"))
            self.jumps -= side * size
            self.mark()

    def send(self):
        self.cross_to_now()
        latency, tick = self.market.latency, self.market.tick
        delay = latency.delay
        if latency.is_exponential:
            delay *= -math.log(self.numbers.next("extra"))
        self.latest = max(self.latest, self.time + delay)
        column = self.q + self.market.inventory_limit
        bid = self.marked - self.bid[self.step, column]
        ask = self.marked + self.ask[self.step, column]
        if tick:
            bid = math.floor(bid / tick) * tick if math.isfinite(bid) else bid
            ask = math.ceil(ask / tick) * tick if math.isfinite(ask) else ask
        self.messages.append((self.latest, bid, ask))
        if self.latest <= self.time:
            self.take_effect()

    def take_effect(self):
        when, *prices = self.messages.pop(0)
        for side, price in zip((1, -1), prices, strict=True):
            resting = self.resting[side]
            wanted = price if math.isfinite(price) else None
            if wanted == resting.price:
                continue
            resting.price, resting.since = wanted, when
            queue = self.market.queue
            if queue and wanted is not None:
                resting.ahead = queue.ahead
                if queue.is_exponential:
                    resting.ahead *= -math.log(self.numbers.next("extra"))
