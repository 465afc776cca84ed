"""Whether what a city hands in can be so (合理性检查): pure checks over its forms' rows, before it is submitted.

A finding names form, row, field and rule. Errors block; warnings are mended or explained in words and travel with
the submission. ``reading`` takes the rows from a draft's content, ``check`` asks every check, ``words`` says it.
"""
