"""Around the marks of the demonstration: a calibration that is over, appraisals, a discussion of one city."""

import random
from decimal import Decimal

from accounts.models import User
from cities.content import build_content, hash_of
from cities.models import Statement, Submission, SubmissionVersion
from portal.rehearsal.material import MARK, SEED, plan_for, self_score, statement
from portal.rehearsal.setting import new_round
from reviews.models import Assignment, Calibration, Expert, OnsiteSession
from reviews.queries.calibration import anchor_indicators, anchors_for, attempt_now, calibration_of
from reviews.queries.discussions import may_read
from reviews.services.appraisals import save_appraisal
from reviews.services.calibration import advance_calibration, prepare_calibration, save_anchor_sheet
from reviews.services.discussions import add_remark
from reviews.services.sheets import Entry
from rounds.models import Area, Indicator, Problem, Round, RoundRole

WORDS = {
    "A": "目标完成情况较好，数据来源清楚。",
    "C": "重点任务推进扎实，部分举措的减排效果尚未量化。",
    "D": "清单编制尚未完全常态化，建议固定经费和周期。",
}
SUGGESTION = "建议建立常态化编制机制，完善数据共享。"


def calibrate(round: Round, secretariat: User) -> None:
    """On the material of a round for practice. Marks before the discussion lie further apart than after it."""
    version = _practice_material(round, secretariat)
    calibration = prepare_calibration(round=round, versions=[version], by=secretariat)
    while calibration.state != Calibration.State.CLOSED:
        if attempt := attempt_now(calibration):
            _mark_anchors(round, spread=0.3 / int(attempt))
        calibration = advance_calibration(calibration=calibration, state=calibration.state, by=secretariat)


def _practice_material(round: Round, secretariat: User) -> SubmissionVersion:
    """What a city would say, in a round that never opens: nobody scores it."""
    practice = new_round(
        secretariat,
        round.indicator_system,
        slug=f"{round.slug}-practice",
        name_zh="校准试评练习（演示）",
        name_en="Calibration practice (demonstration)",
    )
    filed = Submission.objects.filter(round=round, accepted_version=None).order_by("city__gb_code").first()
    assert filed is not None  # most cities of the demonstration have not handed in yet
    submission, plan = Submission.objects.create(round=practice, city=filed.city), plan_for(filed.city)
    for indicator in Indicator.objects.filter(system=practice.indicator_system):
        said = {"text": statement(plan, indicator), "self_score": self_score(plan, indicator)}
        Statement.objects.create(submission=submission, indicator=indicator, **said)
    content = build_content(submission)
    version = SubmissionVersion.objects.create(
        submission=submission, number=1, content=content, sha256=hash_of(content), submitted_by=secretariat
    )
    submission.state, submission.accepted_version = Submission.State.ACCEPTED, version
    submission.save(update_fields=["state", "accepted_version"])
    return version


def _mark_anchors(round: Round, *, spread: float) -> None:
    calibration = calibration_of(round)
    assert calibration is not None  # it has been prepared
    step = Decimal(str(round.policy_value.step))
    for expert in Expert.objects.filter(panels__round=round).select_related("user").order_by("pk"):
        drawn = random.Random(f"{SEED} anchor {expert.pk} {spread}")  # noqa: S311  (invented data, no secret)
        for dossier in anchors_for(expert.user, calibration):
            entries = {
                indicator.code: Entry(
                    points=_near(indicator.judged_max, drawn.uniform(-spread, spread), step),
                    comment=MARK + "试评。",
                )
                for indicator in anchor_indicators(round, expert)
            }
            save_anchor_sheet(dossier=dossier, version=0, entries=entries, submit=True, by=expert.user)


def _near(judged_max: Decimal, away: float, step: Decimal) -> Decimal:
    """About two thirds of the judged points, on the step."""
    share = Decimal(str(_bounded(0.66 + away)))
    return (judged_max * share / step).to_integral_value() * step


def _bounded(value: float) -> float:
    return min(0.95, max(0.3, round(value, 2)))


def appraise(round: Round) -> None:
    """Two experts of each city say something about it and tag problems."""
    problems = list(Problem.objects.filter(round=round, retired_at=None))
    areas = set(Area.objects.filter(system=round.indicator_system).values_list("code", flat=True))
    signed = Assignment.objects.filter(round=round, sheet__versions__isnull=False, case=None).distinct()
    taken: dict[int, int] = {}
    for assignment in signed.select_related("expert__user", "round").order_by("submission_id", "expert_id"):
        if taken.setdefault(assignment.submission_id, 0) >= 2:
            continue
        taken[assignment.submission_id] += 1
        drawn = random.Random(f"{SEED} appraisal {assignment.pk}")  # noqa: S311  (invented data, no secret)
        save_appraisal(
            assignment=assignment,
            number=0,
            comments={
                code: {"comment": MARK + text, "suggestion": MARK + SUGGESTION if code == "D" else ""}
                for code, text in WORDS.items()
                if code in areas
            },
            problems=[problem for problem in problems if drawn.random() < 0.3],
            problem_note="",
            by=assignment.expert.user,
        )


def discuss(round: Round) -> None:
    """One city whose session is over is discussed by two of its experts and the chair."""
    held = OnsiteSession.objects.filter(round=round, reveal__isnull=False).first()
    if held is None:
        return
    for place in held.presentations.select_related("submission__round", "submission__city"):
        submission = place.submission
        experts = Expert.objects.filter(assignments__submission=submission).select_related("user").order_by("pk")
        readers = [expert.user for expert in experts.distinct() if may_read(expert.user, submission)]
        if len(readers) < 2:
            continue
        chair = RoundRole.objects.get(round=round, kind=RoundRole.Kind.CHAIR).user
        add_remark(submission=submission, text=MARK + "E 项各位差距较大，请@专家2 说明依据。", by=chair)
        add_remark(submission=submission, text=MARK + "依据为材料第 3 页的承诺完成情况。", by=readers[1])
        add_remark(submission=submission, text=MARK + "同意，现场问答也印证了这一点。", by=readers[0])
        return
