"""Simulation."""

from __future__ import annotations

from axiom.engines.method import Method
from axiom.engines.montecarlo.early_exercise import EXERCISE_METHODS
from axiom.engines.montecarlo.methods import PATH_METHODS
from axiom.engines.montecarlo.run import Estimate, Experiment, estimate
from axiom.engines.montecarlo.simulators import grid_for, simulate_paths, simulator
from axiom.engines.montecarlo.time_grid import TimeGrid

__all__ = [
    "METHODS",
    "Estimate",
    "Experiment",
    "TimeGrid",
    "estimate",
    "grid_for",
    "simulate_paths",
    "simulator",
]

METHODS: tuple[Method, ...] = (*PATH_METHODS, *EXERCISE_METHODS)
"""Every method of this engine."""
