"""Tables of people and places come in as CSV or XLSX: tried first, then all rows or none.

An app writes a ``TableResource`` (which columns there are and what a row becomes) and a view of three lines that
calls ``import_page``. The page asks for the file, shows what each line would do, and does it when asked to. What
was tried travels in the page, signed, so nothing is kept on the server in between and nothing can be swapped.
"""

from accounts.imports.page import ImportPage, import_page
from accounts.imports.resources import TableResource
from accounts.imports.table import Table, read_table, table_as_csv
from accounts.imports.trial import Line, Trial, carry_out, try_table

__all__ = [
    "ImportPage",
    "Line",
    "Table",
    "TableResource",
    "Trial",
    "carry_out",
    "import_page",
    "read_table",
    "table_as_csv",
    "try_table",
]
