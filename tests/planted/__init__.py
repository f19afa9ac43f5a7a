"""Chains whose true surface is known: models, and quotes planted on them.

`truths` has Heston and Bates by quadrature, `shapes` SSVI and a mixture around an event; `quotes`
turns one of them into a `Chain` with ticks, spreads, noise, gaps and gross errors; `bad_quotes`
spoils a chain the way feeds do; `study` measures how often error bars hold the truth.
"""
