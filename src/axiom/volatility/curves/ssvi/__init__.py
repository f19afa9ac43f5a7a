"""SSVI: one correlation and one curvature function for all expiries."""
