"""Pages of setting up a round, and of its indicator system."""
