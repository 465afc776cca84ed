"""Emptying the database after a test that commits: only the tables that hold rows, and no sequence.

Django truncates every table and makes permissions anew, which costs more than most tests do. Installed by
``tests.plugin_servers``.
"""

from typing import Any

from django.db import connections
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}
"""What migrating makes and no test changes."""

EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE name text; has_rows boolean;
BEGIN
  FOREACH name IN ARRAY ARRAY[{tables}] LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || quote_ident(name) || ')' INTO has_rows;
    IF has_rows THEN EXECUTE 'DELETE FROM ' || quote_ident(name); END IF;
  END LOOP;
END $$;
SET session_replication_role = DEFAULT
"""
"""Neither foreign keys nor triggers ask: everything goes."""

_statements: dict[str, str] = {}


def empty_tables(alias: str) -> None:
    connection = connections[alias]
    if alias not in _statements:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        quoted = ", ".join(f"'{name}'" for name in names if name not in KEPT)
        _statements[alias] = EMPTY.format(tables=quoted)
    if connection.connection is not None and not connection.is_usable():
        connection.close()  # the test has cut it
    with connection.cursor() as cursor:
        cursor.execute(_statements[alias])


def _fixture_teardown(self: Any) -> None:
    for alias in self._databases_names(include_mirrors=False):
        empty_tables(alias)


def install() -> None:
    TransactionTestCase._fixture_teardown = _fixture_teardown
