"""The method (评估方法): from experts' marks to a published rank, in plain Python and NumPy.

No Django, no clock, no database: values in, values out. Everywhere in this package **an integer number of points
is in hundredths of a point** (1234 = 12.34 points) and **a Fraction or Decimal is in points**. The method in words
is `docs/method.md`. Import from the modules:

`policy` what a round has decided · `system` its indicators · `marks` which marks are legal · `reconcile` a cell ·
`totals`, `rounding`, `rank`, `grade`, `rates`, `state` a city · `cube`, `sheets`, `evaluate` a whole round ·
`explain` one cell for a reader with a calculator · `advice` beside the official value · `assign` who marks what.
"""
