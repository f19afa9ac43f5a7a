"""The trading book: trades, positions, P&L, limits and breaches."""
