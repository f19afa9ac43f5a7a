"""From a chain to a certified surface, in one call."""
