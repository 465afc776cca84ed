"""What the report says of all cities together: statistics S1 to S21, each with where it comes from.

Values in, values out, as everywhere in ``scoring``. Sums, means and shares are exact and rounded once, when they
are printed. What is counted is records: no city has one status.

`material` what is read · `parameters` what the secretariat decides for a round · `shape` what a statistic is ·
`every` all of them at once.
"""
