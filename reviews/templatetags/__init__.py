"""Fragments that pages of the review draw hundreds of times."""
