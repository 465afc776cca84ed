"""A signed version names its assignment itself: a national round is read without joining its sheets."""

import django.db.models.deletion
from django.db import migrations, models

FROM_SHEETS = """
UPDATE reviews_scoresheetversion v SET assignment_id = s.assignment_id
FROM reviews_scoresheet s WHERE s.id = v.sheet_id
"""


def field(**options):
    return models.ForeignKey(
        db_index=False,
        help_text="the sheet's own, kept here so that a national round is read without joining its sheets",
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="reviews.assignment",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0008_advice")]

    operations = [
        migrations.AddField("scoresheetversion", "assignment", field(null=True)),
        migrations.RunSQL(FROM_SHEETS, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AlterField("scoresheetversion", "assignment", field()),
    ]
