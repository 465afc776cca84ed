"""Whoever may correct the facts used, or read the result, may read the facts: rounds that stand already."""

from django.db import migrations
from django.db.models import Q


def allow(apps, schema_editor):
    rights = apps.get_model("rounds", "StageRight").objects.filter(role="city")
    facts, result = Q(actions__contains=["correct_facts"]), Q(actions__contains=["read_result"])
    for right in rights.filter(facts | result).exclude(actions__contains=["read_facts"]):
        right.actions = [*right.actions, "read_facts"]
        right.save(update_fields=["actions"])


def forbid(apps, schema_editor):
    rights = apps.get_model("rounds", "StageRight").objects
    for right in rights.filter(actions__contains=["read_facts"]):
        right.actions = [action for action in right.actions if action != "read_facts"]
        right.save(update_fields=["actions"])


class Migration(migrations.Migration):
    dependencies = [("rounds", "0001_initial")]

    operations = [migrations.RunPython(allow, forbid)]
