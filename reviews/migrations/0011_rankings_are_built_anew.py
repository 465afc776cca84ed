"""What the hash of a ranking's inputs is made of has changed: every ranking that is not frozen is built once more."""

from django.db import migrations

ANEW = """
UPDATE reviews_rankingstate
SET requested = requested + 1, behind_since = COALESCE(behind_since, now()), cause = 'set_up'
WHERE NOT frozen AND requested > 0
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0010_verified_promises")]

    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
