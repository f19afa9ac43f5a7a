"""Andreasen and Huge's one-step implicit local volatility: the step, the fit, the surface."""
