from typing import Any

from django.db import migrations, models


def keep_what_was_approved(apps: Any, schema_editor: Any) -> None:
    """Wording that the chair approved for a letter becomes the approved comment of the city's area."""
    old, new = apps.get_model("reports", "LetterComment"), apps.get_model("reviews", "ApprovedComment")
    for comment in old.objects.filter(is_approved=True):
        area = {"submission_id": comment.submission_id, "area_id": comment.area_id}
        if not new.objects.filter(**area).exists():
            new.objects.create(**area, number=1, comment=comment.text, approved_by_id=comment.approved_by_id)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("reviews", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(keep_what_was_approved, migrations.RunPython.noop),
        migrations.DeleteModel(name="LetterComment"),
        migrations.AlterField(
            model_name="reportbuild",
            name="kind",
            field=models.CharField(
                choices=[
                    ("public", "Public edition"),
                    ("ministry", "Edition for the ministry"),
                    ("letters", "Letters to the cities"),
                    ("workbook", "Evaluation workbook"),
                ],
                max_length=10,
                verbose_name="edition",
            ),
        ),
    ]
