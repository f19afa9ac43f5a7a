"""Stochastic-volatility-inspired smiles: three parametrisations, fit, repair, surface."""
