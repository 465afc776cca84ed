"""The whole demonstration, from an empty portal to a ranking."""

import io
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction

from cities.models import City, Submission
from portal.demo.cities import file_city, judge_city
from portal.demo.onsite import hold_presentations
from portal.demo.progress import Progress, plans
from portal.demo.report import begin_report
from portal.demo.setup import make_panel, make_round
from portal.rehearsal.cast import make_city_people, make_people
from portal.rehearsal.marking import assign_everybody
from portal.rehearsal.material import MARK
from portal.rehearsal.talk import appraise, calibrate, discuss
from reports.services.parameters import set_parameters
from rounds.models import Round
from scoring.statistics.parameters import PUBLISHED_ONLY

Say = Callable[[str], object]

JUDGED = (Progress.UNDER_REVIEW, Progress.UNVERIFIED, Progress.COMPLETE)


@transaction.atomic
def load_demo(say: Say) -> Round:
    """All of it or nothing."""
    say("the 81 pilot cities")
    call_command("load_pilots", stdout=io.StringIO())
    say("the 2023 round, its people and its panel")
    secretariat = make_people()
    round = make_round(secretariat)
    set_parameters(round=round, values={"documents_from": PUBLISHED_ONLY}, version=0, by=secretariat)
    make_panel(round, secretariat)
    submissions = {s.city_id: s for s in Submission.objects.filter(round=round).select_related("round", "city")}
    drawn = plans(City.objects.order_by("gb_code"))
    say("what the cities hand in")
    for plan, progress in drawn.items():
        person = make_city_people(plan.city)
        file_city(plan, progress, submissions[plan.city.pk], person, secretariat)
    say("assignments, verified points and score sheets")
    assign_everybody(round, secretariat, seed=20230712, seed_source=MARK + "演示用种子。")
    for plan, progress in drawn.items():
        if progress in JUDGED:
            judge_city(plan, progress, submissions[plan.city.pk], secretariat)
    say("presentations")
    appraise(round)
    hold_presentations(round, secretariat)
    say("a calibration exercise and a discussion")
    calibrate(round, secretariat)
    discuss(round)
    say("the report")
    begin_report(round, secretariat)
    return round
