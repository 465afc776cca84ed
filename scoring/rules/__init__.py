"""Computed points (核算分): named rules over what a city has on record, in exact fractions.

A rule is a name with parameters: shares of the computed points, checked by ``parameters``, never an expression.
``facts`` is what a rule reads, each figure with the row it stands in; ``series`` are the figures that are made of
several rows; ``outcome`` is what a rule says: a share, its points, the arithmetic step by step, the rows that were
used, and flags. ``compute.compute`` is the way in. The rules in words are in ``docs/method.md``, part 10.
"""
