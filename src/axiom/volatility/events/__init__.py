"""The variance of scheduled events, from the term structure."""
