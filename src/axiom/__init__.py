"""Axiom: option chains in; surfaces, prices, every Greek, quotes and risk out."""
