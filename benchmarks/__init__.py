"""Benchmarks against other libraries: equal work, one process, ratios taken in one run."""
