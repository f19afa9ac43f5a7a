"""Options in markets that have moved, for explains, scenarios and stresses."""
