"""Fengler's smoothing of call prices: convex splines, one an expiry, rising with expiry."""
