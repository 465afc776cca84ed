"""What people enter when they judge and when they arrange judging."""
