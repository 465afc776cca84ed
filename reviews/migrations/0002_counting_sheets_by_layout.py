"""A national round's sheets are read off one index, not out of rows that are wide with comments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="scoresheetversion",
            index=models.Index(
                fields=["layout", "assignment"],
                include=["points", "mask"],
                condition=models.Q(to_version=None),
                name="counting_sheets_by_layout",
            ),
        ),
    ]
