"""Splines of total variance: as many parameters a slice as its quotes call for."""
