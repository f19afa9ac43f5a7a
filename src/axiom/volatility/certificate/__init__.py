"""Whether a surface is free of arbitrage, where it is not, and how well it fits."""
