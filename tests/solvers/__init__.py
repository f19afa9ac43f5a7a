"""Independent solvers that the tests and the benchmarks measure the core against.

None of them uses the package: they stand on NumPy and SciPy alone.
"""
