"""Chains: uploaded, read from a feed, kept, listed, given back."""
