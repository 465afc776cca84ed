from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_ranking_state_cause")]

    operations = [
        migrations.AddField(
            model_name="scoresheetversion",
            name="citations",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="pages by number of the evidence, by indicator code",
                verbose_name="cited evidence",
            ),
        ),
    ]
