"""Asking for a build, stopping it, answering for its findings."""

from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reports.errors import ReportError
from reports.models import AcceptedFinding, ReleasedLetters, ReportBuild
from reports.queries.letters import release_refusal
from reports.rules import require_editing
from reports.tasks import make_build
from rounds.models import Round

LONGEST_WORDS = 1000


@transaction.atomic
def ask_for_build(*, round: Round, kind: str, language: str, by: User) -> ReportBuild:
    """Queue a build of the report or of the letters. Refused while the same one is being made."""
    require_editing(round, by)
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    same = ReportBuild.objects.filter(
        round=round,
        kind=kind,
        language=language,
        state__in=[ReportBuild.State.WAITING, ReportBuild.State.RUNNING],
    )
    if same.exists():
        raise ReportError(_("This edition is being built already. Wait for it or cancel it."))
    last = ReportBuild.objects.filter(round=round).aggregate(last=Max("number"))["last"] or 0
    build = ReportBuild.objects.create(round=round, number=last + 1, kind=kind, language=language, asked_by=by)
    record(by, "ask_for_build", build, round_id=round.pk, number=build.number, kind=kind, language=language)
    transaction.on_commit(partial(make_build.delay, build.pk), robust=True)
    return build


@transaction.atomic
def cancel_build(*, build: ReportBuild, by: User) -> ReportBuild:
    """Whoever makes it notices before the next step; nothing of it is kept."""
    require_editing(build.round, by)
    stopped = ReportBuild.objects.filter(
        pk=build.pk, state__in=[ReportBuild.State.WAITING, ReportBuild.State.RUNNING]
    ).update(state=ReportBuild.State.CANCELLED, finished_at=timezone.now())
    if not stopped:
        raise ReportError(_("The build is over already."))
    build.refresh_from_db()
    record(by, "cancel_build", build, round_id=build.round_id, number=build.number)
    return build


@transaction.atomic
def release_letters(*, build: ReportBuild, by: User) -> ReleasedLetters:
    """From the commit on each city reads its own letter of this build, and no older one."""
    require_editing(build.round, by)
    build = (
        ReportBuild.objects.select_for_update(of=("self",), no_key=True).select_related("round").get(pk=build.pk)
    )
    if why_not := release_refusal(build):
        raise ReportError(why_not)
    if ReleasedLetters.objects.filter(build=build).exists():
        raise ReportError(_("The cities can read these letters already."))
    released = ReleasedLetters.objects.create(build=build, released_by=by)
    what = {"number": build.number, "findings": build.findings}
    record(by, "release_letters", build, round_id=build.round_id, **what)
    return released


@transaction.atomic
def accept_finding(*, build: ReportBuild, key: str, words: str, by: User) -> AcceptedFinding:
    """Answer for a finding in words. It can be published with it then."""
    require_editing(build.round, by)
    if build.state != ReportBuild.State.DONE:
        raise ReportError(_("The report is not built."))
    finding = next((found for found in build.findings if found["key"] == key), None)
    if finding is None:
        raise ReportError(_("The build has no such finding."))
    words = words.strip()
    if not words:
        raise ReportError(_("Say why the finding may stand."), field="words")
    if len(words) > LONGEST_WORDS:
        raise ReportError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(words), "limit": LONGEST_WORDS},
            field="words",
        )
    accepted, _made = AcceptedFinding.objects.get_or_create(
        build=build, key=key, defaults={"words": words, "accepted_by": by}
    )
    record(by, "accept_finding", build, round_id=build.round_id, number=build.number, finding=finding, words=words)
    return accepted
