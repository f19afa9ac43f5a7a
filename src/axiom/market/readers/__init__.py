"""Vendor files to chains: one file a layout, and recognition of the layout from the header."""

from axiom.market.readers.api import iter_chains, list_chains, read_chain, sample_chain

__all__ = ["iter_chains", "list_chains", "read_chain", "sample_chain"]
