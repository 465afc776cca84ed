"""Forms of what leaves the house."""
