"""The record can't be edited, and the cache all web processes share has its table."""

from django.core.management import call_command
from django.db import migrations

PROTECT = """
CREATE FUNCTION audit_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are append-only';
END $$;
CREATE TRIGGER audit_events_are_append_only BEFORE UPDATE OR DELETE ON accounts_auditevent
  FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only();
"""
UNPROTECT = """
DROP TRIGGER audit_events_are_append_only ON accounts_auditevent;
DROP FUNCTION audit_events_are_append_only();
"""


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", "shared_cache", verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(PROTECT, UNPROTECT),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
