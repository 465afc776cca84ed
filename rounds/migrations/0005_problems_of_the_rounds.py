"""Rounds that exist already get the four problems of the published report, as a new round does."""

from django.db import migrations

PROBLEMS = (
    ("concept", "低碳发展理念尚需深化", "The idea of low-carbon development must sink in deeper"),
    ("targets", "低碳发展目标的指挥棒作用尚未充分发挥", "Targets do not yet steer development enough"),
    ("innovation", "低碳发展创新力度尚需加强", "Innovation must be pursued with more force"),
    ("statistics", "碳排放数据统计核算能力亟待提升", "Data and accounting of emissions urgently need to improve"),
)


def add_problems(apps, schema_editor):
    problems = apps.get_model("rounds", "Problem").objects
    for round in apps.get_model("rounds", "Round").objects.all():
        for position, (code, name_zh, name_en) in enumerate(PROBLEMS, start=1):
            named = {"name_zh": name_zh, "name_en": name_en, "position": position}
            problems.get_or_create(round=round, code=code, defaults=named)


class Migration(migrations.Migration):
    dependencies = [("rounds", "0004_common_problems")]

    operations = [migrations.RunPython(add_problems, migrations.RunPython.noop)]
