from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="rankingstate",
            name="cause",
            field=models.CharField(blank=True, max_length=200, verbose_name="cause"),
        ),
    ]
