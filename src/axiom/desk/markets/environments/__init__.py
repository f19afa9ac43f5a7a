"""Simulated markets as Gymnasium environments."""
