"""The acts of a round, one for each stage, in the order in which they are played."""
