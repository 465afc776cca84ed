"""Rounds that exist already get the rights of the presentations, as a new round has them from the table."""

from django.db import migrations

ADDED = {
    ("preparation", "expert"): ["calibrate"],
    ("preparation", "secretariat"): ["calibrate"],
    ("filing", "expert"): ["calibrate"],
    ("filing", "secretariat"): ["calibrate"],
    ("formal_check", "expert"): ["calibrate"],
    ("formal_check", "secretariat"): ["calibrate"],
    ("review", "expert"): ["calibrate"],
    ("review", "secretariat"): ["calibrate", "arrange_sessions"],
    ("review", "city"): ["present"],
    ("onsite", "city"): ["present"],
    ("onsite", "secretariat"): ["arrange_sessions"],
    ("onsite", "chair"): ["reveal"],
    ("revision", "secretariat"): ["arrange_sessions"],
    ("revision", "chair"): ["reveal"],
    ("cases", "secretariat"): ["arrange_sessions", "discuss"],
    ("cases", "chair"): ["reveal", "discuss"],
}


def add_rights(apps, schema_editor):
    rights = apps.get_model("rounds", "StageRight").objects
    for (stage, role), actions in ADDED.items():
        for right in rights.filter(stage__kind=stage, role=role).exclude(access="none", actions=[]):
            right.actions += [action for action in actions if action not in right.actions]
            right.save(update_fields=["actions"])


def take_rights(apps, schema_editor):
    rights = apps.get_model("rounds", "StageRight").objects
    for (stage, role), actions in ADDED.items():
        for right in rights.filter(stage__kind=stage, role=role):
            right.actions = [action for action in right.actions if action not in actions]
            right.save(update_fields=["actions"])


class Migration(migrations.Migration):
    dependencies = [("rounds", "0002_names_of_columns")]

    operations = [migrations.RunPython(add_rights, take_rights)]
