from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_what_stands(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What waits for a second person was asked for against what stands."""
    overrides = apps.get_model("reviews", "RecusalOverride")
    recusals = apps.get_model("reviews", "Recusal")
    for override in overrides.objects.filter(decided_at=None):
        pair = {"round": override.round_id, "expert": override.expert_id, "city": override.city_id}
        override.recusals.set(recusals.objects.filter(override=None, **pair))
    for recusal in recusals.objects.exclude(override=None):
        recusal.override.recusals.add(recusal)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_recusals_by_source")]

    operations = [
        migrations.AddField(
            model_name="recusaloverride",
            name="recusals",
            field=models.ManyToManyField(
                help_text="those that stood when it was asked for",
                related_name="asked_to_lift",
                to="reviews.recusal",
                verbose_name="recusals",
            ),
        ),
        migrations.RunPython(name_what_stands, migrations.RunPython.noop),
    ]
