"""Writes of what leaves the house."""
