"""What people enter when they set up a round."""
