import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cities.models.uploads


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0006_explanations_of_findings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("key", models.CharField(default=cities.models.uploads.new_key, max_length=32, unique=True)),
                ("given_name", models.CharField(max_length=1000, verbose_name="file name")),
                ("length", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("offset", models.PositiveBigIntegerField(default=0, verbose_name="arrived bytes")),
                ("description", models.JSONField(verbose_name="description")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("arriving", "Arriving"),
                            ("arrived", "Being put together"),
                            ("done", "Handed in"),
                            ("refused", "Refused"),
                        ],
                        default="arriving",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason_zh", models.TextField(blank=True, verbose_name="why it was refused (Chinese)")),
                ("reason_en", models.TextField(blank=True, verbose_name="why it was refused (English)")),
                ("begun_at", models.DateTimeField(auto_now_add=True, verbose_name="begun at")),
                ("touched_at", models.DateTimeField(auto_now_add=True, verbose_name="last part at")),
            ],
            options={
                "verbose_name": "upload",
                "verbose_name_plural": "uploads",
                "ordering": ["begun_at"],
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("offset", models.PositiveBigIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                ("file", models.FileField(max_length=200, upload_to=cities.models.uploads.part_key)),
            ],
            options={
                "ordering": ["upload", "offset"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="a_city_hands_in_a_file_once",
        ),
        migrations.AddField(
            model_name="evidence",
            name="examined_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last examined at"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="hold",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_scanner", "The malware scanner does not answer"),
                    ("too_large", "The malware scanner does not take files of this size"),
                ],
                max_length=12,
                verbose_name="why it waits",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="reason_en",
            field=models.TextField(blank=True, verbose_name="why it was refused (English)"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="reason_zh",
            field=models.TextField(blank=True, verbose_name="why it was refused (Chinese)"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="replaced at"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="newer",
                to="cities.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="state",
            field=models.CharField(
                choices=[("waiting", "Being checked"), ("checked", "Checked"), ("refused", "Refused")],
                default="checked",
                max_length=8,
                verbose_name="state",
            ),
        ),
        # What is here already was checked when it came in; what comes from now on waits.
        migrations.AlterField(
            model_name="evidence",
            name="state",
            field=models.CharField(
                choices=[("waiting", "Being checked"), ("checked", "Checked"), ("refused", "Refused")],
                default="waiting",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="content_type",
            field=models.CharField(blank=True, max_length=100, verbose_name="type"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None), models.Q(("state", "refused"), _negated=True)),
                fields=("submission", "sha256"),
                name="a_city_hands_in_a_file_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("reason_zh", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_refused_file_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "checked"), _negated=True),
                    models.Q(("content_type", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_checked_file_has_a_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaced_at", None), ("state", "checked"), _connector="OR"),
                name="only_a_checked_file_is_replaced",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cities.evidence",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cities.evidence",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="cities.submission"
            ),
        ),
        migrations.AddField(
            model_name="uploadpart",
            name="upload",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="cities.upload"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset__lte", models.F("length"))), name="no_more_arrives_than_was_announced"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "arrived"), _negated=True), ("offset", models.F("length")), _connector="OR"
                ),
                name="an_arrived_upload_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("reason_zh", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_refused_upload_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadpart",
            constraint=models.UniqueConstraint(fields=("upload", "offset"), name="parts_follow_each_other"),
        ),
        migrations.AddConstraint(
            model_name="uploadpart",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="a_part_is_not_empty"),
        ),
    ]
