"""Advice (method, part 2): what the chair may look at beside the official value. It never changes one.

Floating point is allowed here and nowhere else in ``scoring``; everything is seeded, so the same data give the
same advice.
"""
