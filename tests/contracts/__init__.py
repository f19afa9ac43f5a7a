"""Random contracts, models and markets, and how methods value them."""
