"""Two assets."""
